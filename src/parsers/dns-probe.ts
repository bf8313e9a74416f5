import { Unusable } from '../core/errors.js';
import { clipExcerpt } from '../core/evidence.js';
import { parseIp } from '../core/ip.js';
import { defineTextParser } from './parser.js';
import type { Line } from './support/lines.js';
import { probeText } from './support/probe.js';

export interface DnsProbe {
  /** Absent when the output fits several tools (addresses only). */
  tool?: 'nslookup' | 'dig' | 'getent';
  /** BusyBox since 1.29 prints the server's port behind a colon, BIND behind `#`; they treat the search list differently. */
  isBusyBox?: true;
  /** Command line as the record or dig's own banner shows it. */
  command?: string[];
  server?: string;
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED, TIMEOUT …; absent when the output is empty. */
  status?: string;
  /** Name that was answered, or that could not be. */
  name?: string;
  addresses: string[];
  line?: number;
  excerpt: string;
}

/**
 * nslookup (BIND, BusyBox before and since 1.29), dig with and without +short, getent hosts. A name with an address is
 * resolved, whatever else was printed: BusyBox names every search domain that had no answer, too.
 */
export const dnsProbe = defineTextParser({
  kind: 'dns-probe',
  errorsAreData: true,
  // getent and `dig +short` print nothing for a name without an address.
  emptyIsData: true,
  parse(text) {
    const { command, lines } = probeText(text);
    const probe: DnsProbe = { addresses: [], excerpt: '', ...(command !== undefined && { command }) };
    for (const line of lines) readLine(probe, line);
    const understood = lines.length === 0 || probe.status !== undefined || probe.addresses.length > 0;
    if (!understood) throw new Unusable(lines[0]?.text.trim().slice(0, 300) ?? 'no answer of a name server');
    if (probe.addresses.length > 0) probe.status = 'NOERROR';
    return { artifact: probe };
  },
});

function readLine(probe: DnsProbe, line: Line): void {
  const text = line.text.trim();
  const banner = /^; <<>> DiG \S+ <<>> (.*)$/.exec(text)?.[1];
  if (banner !== undefined) {
    probe.tool = 'dig';
    probe.command ??= ['dig', ...banner.split(/\s+/)];
    return;
  }
  if (readServer(probe, text) || readFailure(probe, line, text)) return;
  const question = /^;(\S+)\s+IN\s+(?:A|AAAA|ANY)$/.exec(text)?.[1];
  const name = question ?? /^Name:\s+(\S+)/.exec(text)?.[1];
  if (name !== undefined) {
    probe.name = name.replace(/\.$/, '');
    return;
  }
  const [, answered, address] = addressIn(text) ?? [];
  if (address === undefined || parseIp(address) === undefined) return;
  // The first addresses that nslookup prints are the server's own.
  if (probe.tool === 'nslookup' && probe.name === undefined) return;
  probe.addresses.push(address);
  if (answered !== undefined && answered !== '') probe.name ??= answered.replace(/\.$/, '');
  cite(probe, line, probe.addresses.length === 1);
}

/** A record of dig, an address of nslookup (numbered by old BusyBox), a line of getent, or a bare address. */
function addressIn(text: string): readonly (string | undefined)[] | undefined {
  const record = /^(\S+)\s+\d+\s+IN\s+(?:A|AAAA)\s+(\S+)$/.exec(text);
  if (record !== null) return record;
  const address = /^Address(?: \d+)?:\s*(\S+)/.exec(text);
  if (address !== null) return [address[0], undefined, address[1]];
  const [, first, name] = /^([0-9a-f.:]+)(?:\s+(?:STREAM|DGRAM|RAW)?\s*(\S*))?/i.exec(text) ?? [];
  return first === undefined ? undefined : [text, name, first];
}

function readServer(probe: DnsProbe, text: string): boolean {
  const dig = /^;; SERVER: ([^#\s]+)#/.exec(text)?.[1];
  const nslookup = /^Server:\s+(\S+)/.exec(text)?.[1];
  if (nslookup !== undefined) probe.tool = 'nslookup';
  if (/^Address:\s+\S*:53$/.test(text) && probe.name === undefined) probe.isBusyBox = true;
  const server = dig ?? nslookup;
  if (server !== undefined) probe.server = server;
  return server !== undefined;
}

/** What a failed lookup looks like, and the status it stands for. */
const failures: readonly (readonly [pattern: RegExp, status?: string])[] = [
  [/^;; ->>HEADER<<- opcode: \w+, status: (?<status>\w+)/],
  [/^\*\* server can't find (?<name>\S+): (?<status>\w+)/],
  [/^\*+ Can't find (?<name>\S+): No answer/i, 'NOERROR'],
  [/^;; Got (?<status>SERVFAIL|REFUSED) reply from (?<server>[^\s,]+)/],
  [/^(?:;; )?(?:connection timed out; )?no servers could be reached/, 'TIMEOUT'],
  [
    /^;; (?:communications error to|connection) (?<server>[^#\s]+)#\d+: (?:host unreachable|network unreachable|timed out)/,
    'TIMEOUT',
  ],
  [/^;; communications error to (?<server>[^#\s]+)#\d+: connection refused/, 'CONNECTION-REFUSED'],
  [/^nslookup: (?:write to|read from|send to) '?(?<server>[^'\s]+)'?: Connection refused/, 'CONNECTION-REFUSED'],
  [/^nslookup: can't resolve '(?<name>[^'(]+)': Try again/, 'TIMEOUT'],
  [/^nslookup: can't resolve '(?<name>[^'(]+)': Name does not resolve/, 'NXDOMAIN'],
  [/^nslookup: can't resolve '(?<name>[^'(]+)'/, 'NOT-FOUND'],
];

function readFailure(probe: DnsProbe, line: Line, text: string): boolean {
  for (const [pattern, meaning] of failures) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const { status = meaning, name, server } = found.groups ?? {};
    // "no servers could be reached" follows the lines that say why.
    if (status !== undefined && !(status === 'TIMEOUT' && probe.status !== undefined)) probe.status = status;
    if (name !== undefined) probe.name ??= name.replace(/\.$/, '');
    if (server !== undefined) probe.server ??= server;
    cite(probe, line, probe.addresses.length === 0 && status !== 'NOERROR');
    return true;
  }
  return false;
}

function cite(probe: DnsProbe, line: Line, isBetter: boolean): void {
  if (!isBetter && probe.excerpt !== '') return;
  probe.line = line.number;
  probe.excerpt = clipExcerpt(line.text.trim());
}
