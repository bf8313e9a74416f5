import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import type { AccessFields } from './access-fields.js';
import { maskLine } from './mask-line.js';

/** As `AccessLogGroup` of the model. */
export interface AccessGroupSummary {
  flags: string;
  code: number;
  cluster?: string;
  authority?: string;
  details?: string;
  transportFailure?: string;
  count: number;
  first?: string;
  last?: string;
  lastLine: number;
  samples: Evidence[];
}

/** As `AccessLog` of the model. */
export interface AccessSummary {
  lines: number;
  flags: Map<string, number>;
  groups: AccessGroupSummary[];
}

/** Beyond the first number lines are counted by flags and code alone, beyond the second all together. */
const maxGroups = { exact: 180, coarse: 199 } as const;
const maxFlags = 100;
const maxSamples = 3;

/** Counts the access-log lines of one log in constant memory. */
export class AccessCounter {
  lines = 0;
  private readonly flags = new Map<string, number>();
  private readonly groups = new Map<string, AccessGroupSummary>();

  constructor(private readonly path: string) {}

  /** A line with a flag, or one that was refused without a flag. */
  add(fields: AccessFields, line: number, text: string): void {
    if (fields.flags !== '-') this.countFlags(fields.flags);
    else if (!isRefusal(fields)) return;
    const group = this.groupOf(fields);
    group.count++;
    group.lastLine = line;
    if (fields.time !== undefined) {
      group.first ??= fields.time;
      group.last = fields.time;
    }
    if (group.samples.length < maxSamples)
      group.samples.push({ path: this.path, line, excerpt: clipExcerpt(maskLine(text)) });
  }

  end(): AccessSummary | undefined {
    if (this.lines === 0) return undefined;
    return { lines: this.lines, flags: this.flags, groups: [...this.groups.values()] };
  }

  private countFlags(flags: string): void {
    const key = this.flags.has(flags) || this.flags.size < maxFlags ? flags : 'other';
    this.flags.set(key, (this.flags.get(key) ?? 0) + 1);
  }

  /** Scanners ask a gateway for endless hosts, hence the limits. */
  private groupOf({ time: _, ...fields }: AccessFields): AccessGroupSummary {
    const { flags, code, cluster, details, transportFailure } = fields;
    const exact = [flags, code, cluster ?? fields.authority, details, transportFailure].join('\n');
    const known = this.groups.get(exact);
    if (known !== undefined) return known;
    if (this.groups.size < maxGroups.exact) return this.open(exact, fields);
    const coarse = `${flags}\n${code}`;
    if (this.groups.has(coarse) || this.groups.size < maxGroups.coarse) return this.open(coarse, { flags, code });
    return this.open('other', { flags: 'other', code: 0 });
  }

  private open(key: string, fields: Omit<AccessFields, 'time'>): AccessGroupSummary {
    const group = this.groups.get(key) ?? { ...fields, count: 0, lastLine: 0, samples: [] };
    this.groups.set(key, group);
    return group;
  }
}

/** `low_version` is HTTP/1.0, which Envoy answers with 426 unless it is told to accept it. */
const refusals = ['rbac_access_denied', 'jwt_authn_access_denied', 'low_version'] as const;

function isRefusal({ details, cluster }: AccessFields): boolean {
  if (cluster === 'block_all' || cluster === 'BlackHoleCluster') return true;
  return refusals.some((prefix) => details?.startsWith(prefix));
}
