import { addressesIn } from '../../core/access-log/addresses.js';
import { responseFlagNames } from '../../core/access-log/response-flags.js';
import { AddressCounts, type AddressSpread } from './address-counts.js';
import { maskLine } from './mask-line.js';
import { type OccurrenceSummary, Occurrences } from './occurrences.js';

/**
 * Lines of a proxy without a level and of no known form: in a bundle the configuration of the proxy may have the format of
 * its access log, and stand before or behind the log.
 */
export interface UnknownLines {
  lines: number;
  /** A few of them from all over the log, without secrets. */
  samples: string[];
  /** Those that hold what only Envoy prints of a failure, by everything in them that may tell one failure from another. */
  groups: UnknownGroup[];
}

export interface UnknownGroup extends OccurrenceSummary {
  /** One of the lines, without secrets. */
  text: string;
  /** How often each IPv4 address stood in the first, second … place among those of a line. */
  addresses: AddressSpread[];
}

interface Group {
  text: string;
  lines: Occurrences;
  addresses: AddressCounts[];
}

/** Longer lines are counted and not kept. */
const maxLine = 4096;
const maxSamples = 8;
/** Beyond the first number lines are told apart by their flags alone, beyond the second they are only counted. */
const maxGroups = { exact: 60, coarse: 80 } as const;

/** What may be a set of response flags, by their short or long names. */
const flagsLike = /(?<![\w.%/-])[A-Z][A-Za-z]{1,35}(?:,[A-Z][A-Za-z]{1,35}){0,6}(?![\w.%/=-])/g;
const flagNames = new Set(responseFlagNames);
/** What Envoy prints of refusals that have no flag. */
const refusals = [
  'rbac_access_denied',
  'jwt_authn_access_denied',
  'low_version',
  'filter_chain_not_found',
  'BlackHoleCluster',
  'block_all',
];
const envoyCluster =
  /(?:inbound-vip|inbound|outbound)(?:\||_\.)\d{0,5}(?:\||_\.)[^|\s",;]{0,100}?(?:\||_\.)[\w.*-]{0,253}|(?:Inbound)?PassthroughCluster/;
const hostLike = /(?<![\w@/.-])[a-z0-9][a-z0-9.-]{2,252}(?::\d{1,5})?(?![\w/.-])/g;
/** Response code details, and not the name of a field. */
const reason = /(?<![\w/])[a-z][a-z0-9_]{3,60}(?:\{[^}"]{0,200}\}|\[[^"\s]{0,200}\])?(?!\w|["']?\s?[:=])/g;
const transportFailure = /connect[ _]error:?[ _]\d{1,3}|(?<!\d)2684\d{5}(?!\d)/;
const statusField = /(?:code|status)["']?\s?[:=]\s?["']?(\d{3})(?!\d)/;
const statusNear = /(?<![\w.:-])[1-5]\d\d(?![\w.:-])/g;

/** Groups such lines in constant memory. */
export class UnknownLineCounter {
  private lines = 0;
  private readonly samples: string[] = [];
  private readonly groups = new Map<string, Group>();

  constructor(private readonly path: string) {}

  add(text: string, line: number, time: () => string | undefined): void {
    this.lines++;
    if (text.length > maxLine) return;
    // The first, second, fourth, eighth … line: the last few of these.
    if ((this.lines & (this.lines - 1)) === 0) {
      this.samples.push(maskLine(text));
      if (this.samples.length > maxSamples) this.samples.shift();
    }
    const found = failuresIn(text);
    if (found.length === 0) return;
    const group = this.groupOf(found, text);
    if (group === undefined) return;
    group.lines.add(line, time(), () => maskLine(text));
    for (const [place, address] of addressesIn(text).entries()) {
      const counts = group.addresses[place] ?? new AddressCounts();
      counts.add(address);
      group.addresses[place] = counts;
    }
  }

  end(): UnknownLines | undefined {
    if (this.lines === 0) return undefined;
    const groups = [...this.groups.values()].map(({ text, lines, addresses }) => ({
      text,
      ...lines.end(),
      addresses: addresses.map((counts) => counts.end() ?? { callers: [] }),
    }));
    return { lines: this.lines, samples: this.samples, groups };
  }

  private groupOf(failures: readonly string[], text: string): Group | undefined {
    const coarse = failures.join(' ');
    const exact = [coarse, statusOf(text, text.indexOf(failures[0] ?? '')), placeOf(text), reasonsOf(text)].join('\n');
    const known = this.groups.get(exact);
    if (known !== undefined) return known;
    if (this.groups.size < maxGroups.exact) return this.open(exact, text);
    return this.groups.get(coarse) ?? (this.groups.size < maxGroups.coarse ? this.open(coarse, text) : undefined);
  }

  private open(key: string, text: string): Group {
    const group = { text: maskLine(text), lines: new Occurrences(this.path), addresses: [] };
    this.groups.set(key, group);
    return group;
  }
}

/** Sets of response flags and refusals. */
function failuresIn(text: string): string[] {
  const found = refusals.filter((words) => text.includes(words));
  flagsLike.lastIndex = 0;
  for (let match = flagsLike.exec(text); match !== null && found.length < 4; match = flagsLike.exec(text)) {
    const [token] = match;
    if (token.split(',').some((name) => flagNames.has(name))) found.push(token);
  }
  return found;
}

/** The response code: after its name, else the number that stands nearest to the flags. */
function statusOf(text: string, flags: number): string | undefined {
  const named = statusField.exec(text)?.[1];
  if (named !== undefined) return named;
  const start = Math.max(0, flags - 24);
  const near = [...text.slice(start, flags + 48).matchAll(statusNear)].map(({ 0: code, index }) => ({
    code,
    distance: Math.abs(start + index - flags),
  }));
  return near.sort((a, b) => a.distance - b.distance)[0]?.code;
}

/** The Envoy cluster, else the first host. */
function placeOf(text: string): string | undefined {
  const cluster = envoyCluster.exec(text)?.[0];
  if (cluster !== undefined) return cluster;
  return [...text.matchAll(hostLike)].map(([host]) => host).find((host) => host.includes('.') && /[a-z]/.test(host));
}

function reasonsOf(text: string): string {
  const reasons = [...text.matchAll(reason)].map(([word]) => word).filter((word) => word.includes('_'));
  return [...reasons.slice(0, 4), transportFailure.exec(text)?.[0]].join(' ');
}
