import { type AccessFields, isRefusal } from '../../core/access-log/fields.js';
import { AddressCounts, type AddressSpread } from './address-counts.js';
import { maskLine } from './mask-line.js';
import { type OccurrenceSummary, Occurrences } from './occurrences.js';

/** As `AccessLogGroup` of the model. */
export interface AccessGroupSummary
  extends Omit<AccessFields, 'time' | 'caller'>,
    OccurrenceSummary,
    Partial<AddressSpread> {}

/** As `AccessLog` of the model. */
export interface AccessSummary {
  lines: number;
  flags: Map<string, number>;
  groups: AccessGroupSummary[];
}

interface Group {
  fields: Omit<AccessFields, 'time' | 'caller'>;
  lines: Occurrences;
  callers: AddressCounts;
}

/** Beyond the first number lines are counted by flags and code alone, beyond the second all together. */
const maxGroups = { exact: 180, coarse: 199 } as const;
const maxFlags = 100;

/** Counts the access-log lines of one log in constant memory. */
export class AccessCounter {
  lines = 0;
  private readonly flags = new Map<string, number>();
  private readonly groups = new Map<string, Group>();

  constructor(private readonly path: string) {}

  /** A line with a flag, or one that was refused without a flag. */
  add(fields: AccessFields, line: number, text: string): void {
    if (fields.flags !== '-') this.countFlags(fields.flags);
    else if (!isRefusal(fields)) return;
    const group = this.groupOf(fields);
    group.lines.add(line, fields.time, () => maskLine(text));
    group.callers.add(fields.caller);
  }

  end(): AccessSummary | undefined {
    if (this.lines === 0) return undefined;
    const groups = [...this.groups.values()].map(({ fields, lines, callers }) => ({
      ...fields,
      ...lines.end(),
      ...callers.end(),
    }));
    return { lines: this.lines, flags: this.flags, groups };
  }

  private countFlags(flags: string): void {
    const key = this.flags.has(flags) || this.flags.size < maxFlags ? flags : 'other';
    this.flags.set(key, (this.flags.get(key) ?? 0) + 1);
  }

  /** Scanners ask a gateway for endless hosts, hence the limits. */
  private groupOf({ time: _, caller: __, ...fields }: AccessFields): Group {
    const { flags, code, cluster, details, transportFailure } = fields;
    const exact = [flags, code, cluster ?? fields.authority, details, transportFailure].join('\n');
    const known = this.groups.get(exact);
    if (known !== undefined) return known;
    if (this.groups.size < maxGroups.exact) return this.open(exact, fields);
    const coarse = `${flags}\n${code}`;
    if (this.groups.has(coarse) || this.groups.size < maxGroups.coarse) return this.open(coarse, { flags, code });
    return this.open('other', { flags: 'other', code: 0 });
  }

  private open(key: string, fields: Group['fields']): Group {
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const group = { fields, lines: new Occurrences(this.path), callers: new AddressCounts() };
    this.groups.set(key, group);
    return group;
  }
}
