import { clipExcerpt } from '../../core/evidence.js';
import type { Line } from '../support/lines.js';
import { ports } from './command.js';
import { plainAddress, portNumber, protocolName, type Rule } from './ruleset.js';

/** Names of the columns of `iptables -L`; `num`, `pkts`, `bytes`, `in` and `out` depend on the flags. */
export type ListingColumns = readonly string[];

/** `Chain INPUT (policy ACCEPT 0 packets, 0 bytes)` or `Chain ISTIO_OUTPUT (1 references)`. */
export function isListingHeader(text: string): boolean {
  return /^Chain \S+ \((policy \S|\d+ references\))/.test(text);
}

export function listingChain(text: string): { name: string; policy?: string } {
  const [, name = '', policy] = /^Chain (\S+) \((?:policy ([^\s)]+))?/.exec(text) ?? [];
  return { name, ...(policy !== undefined && { policy }) };
}

export function listingColumns(text: string): ListingColumns | undefined {
  return /^(num +)?( *pkts +bytes +)?target +prot opt /.test(text) ? text.trim().split(/ +/) : undefined;
}

/**
 * One rule. Cells never hold spaces, but two may be missing: `target` in a rule that only counts, `opt` in listings of
 * ip6tables before 1.8.9.
 */
export function listingRow(line: Line, columns: ListingColumns): Rule | undefined {
  const cells = line.text.trim().split(/\s+/);
  const optionsAt = columns.indexOf('opt');
  const found = cells.findIndex((cell, at) => at >= optionsAt - 1 && at <= optionsAt && /^(--|-f|!f)$/.test(cell));
  const present = columns.filter(
    (column) => !(column === 'opt' && found < 0) && !(column === 'target' && found === optionsAt - 1),
  );
  if (cells.length < present.length) return undefined;
  const cell = (name: string) => cells[present.indexOf(name)];
  const rule: Rule = {
    target: cell('target') ?? '',
    destinationPorts: [],
    line: line.number,
    excerpt: clipExcerpt(line.text.trim()),
  };
  const protocol = protocolName(cell('prot') ?? 'all');
  if (protocol !== undefined) rule.protocol = protocol;
  const packets = counter(cell('pkts'));
  if (packets !== undefined) rule.packets = packets;
  for (const [column, field] of [
    ['source', 'source'],
    ['destination', 'destination'],
  ] as const) {
    const address = plainAddress(cell(column) ?? 'anywhere');
    if (address !== undefined) rule[field] = address;
  }
  for (const [column, field] of [
    ['in', 'inInterface'],
    ['out', 'outInterface'],
  ] as const) {
    const name = cell(column);
    if (name !== undefined && name !== '*' && name !== 'any') rule[field] = name;
  }
  readDetails(rule, cells.slice(present.length).join(' '));
  return rule;
}

/** Counters are cut to `12K`, `3M`, `1G` unless -x was given. */
function counter(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,20})([KMGTP]?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? undefined : Number(digits) * 1000 ** ['', 'K', 'M', 'G', 'T', 'P'].indexOf(unit);
}

/** Ports that a listing without -n shows by their name in /etc/services, as far as Istio's rules use them. */
const services = new Map([
  ['domain', '53'],
  ['ssh', '22'],
  ['http', '80'],
  ['https', '443'],
]);

/** What stands behind the columns: matches and the target's arguments in words of their own. */
function readDetails(rule: Rule, details: string): void {
  let rest = withoutComment(details).replace('[goto]', '');
  function take(pattern: RegExp): string[] | undefined {
    const found = pattern.exec(rest);
    if (found === null) return undefined;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    return found.slice(1).map((part) => part ?? '');
  }
  const single = take(/\b(?:tcp|udp) dpts?:(!?)(\S+)/) ?? take(/\bmultiport dports +(!?)(\S+)/);
  if (single !== undefined) rule.destinationPorts = namedPorts(single);
  const source = take(/\b(?:tcp|udp) spts?:(!?)(\S+)/) ?? take(/\bmultiport sports +(!?)(\S+)/);
  if (source !== undefined) rule.sourcePorts = namedPorts(source);
  const uid = take(/(! )?owner UID match (\S+)/);
  if (uid !== undefined) rule.uid = uid.join('').replace(' ', '');
  const gid = take(/(! )?owner GID match (\S+)/);
  if (gid !== undefined) rule.gid = gid.join('').replace(' ', '');
  const port = portNumber((take(/\bredir ports (\d{1,5})\b/) ?? take(/\bTPROXY redirect \S{1,45}:(\d{1,5})\b/))?.[0]);
  if (port !== undefined) rule.toPort = port;
  const options = take(
    /\b(reject-with \S+|MARK (?:set|xset|and|or|xor) \S+|CONNMARK (?:save|restore|set|xset).*|CT .*|to:\S+)/,
  );
  if (options !== undefined) rule.targetOptions = options[0] ?? '';
  const matches = rest
    .replace(/^ *(tcp|udp)\b/, '')
    .trim()
    .replace(/ +/g, ' ');
  if (matches !== '') rule.matches = [matches];
}

/** Comments stand between slashes with asterisks, the only one of a rule. */
function withoutComment(details: string): string {
  const [start, end] = [details.indexOf('/*'), details.lastIndexOf('*/')];
  return start < 0 || end < start ? details : `${details.slice(0, start)}${details.slice(end + 2)}`;
}

function namedPorts([sign = '', list = '']: readonly string[]): string[] {
  return ports(list, sign).map((port) => {
    const name = port.replace('!', '');
    return port.replace(name, services.get(name) ?? name);
  });
}
