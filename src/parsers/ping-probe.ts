import { Unusable } from '../core/errors.js';
import { clipExcerpt } from '../core/evidence.js';
import { defineTextParser } from './parser.js';
import type { Line } from './support/lines.js';
import { probeText } from './support/probe.js';

export interface PingProbe {
  command?: string[];
  /** Name or address as ping repeats it. */
  name?: string;
  address?: string;
  sent: number;
  received: number;
  outcome: 'ok' | 'no-reply' | 'unreachable' | 'not-permitted' | 'name-not-resolved';
  line?: number;
  excerpt: string;
}

/** Failures that ping words, most telling first. */
const failures = [
  ['not-permitted', /Operation not permitted|permission denied|are you root/i],
  [
    'name-not-resolved',
    /Name or service not known|Temporary failure in name resolution|bad address|unknown host|Name does not resolve|No address associated/i,
  ],
  ['unreachable', /Unreachable|unreachable|No route to host|Time to live exceeded/],
] as const;

/** ping of iputils and BusyBox. */
export const pingProbe = defineTextParser({
  kind: 'ping-probe',
  errorsAreData: true,
  parse(text) {
    const { command, lines } = probeText(text);
    const banner = match(lines, /^PING (\S+) \(([^)\s]+)\)/);
    const totals = match(lines, /^(\d{1,9}) packets transmitted, (\d{1,9}) (?:packets )?received/);
    const [sent = 0, received = 0] = totals?.groups.map(Number) ?? [];
    const failure = received > 0 ? undefined : failureIn(lines);
    if (totals === undefined && failure === undefined)
      throw new Unusable(lines[0]?.text.trim().slice(0, 300) || 'no result of ping');
    const [name = failure?.name, address] = banner?.groups ?? [];
    const cited = failure?.line ?? totals?.line ?? lines[0];
    const artifact: PingProbe = {
      ...(command !== undefined && { command }),
      ...(name !== undefined && { name }),
      ...(address !== undefined && { address }),
      sent,
      received,
      outcome: received > 0 ? 'ok' : (failure?.outcome ?? 'no-reply'),
      ...(cited !== undefined && { line: cited.number }),
      excerpt: clipExcerpt(cited?.text.trim() ?? ''),
    };
    return { artifact };
  },
});

function match(lines: readonly Line[], pattern: RegExp): { line: Line; groups: string[] } | undefined {
  for (const line of lines) {
    const found = pattern.exec(line.text);
    if (found !== null) return { line, groups: found.slice(1) };
  }
  return undefined;
}

function failureIn(
  lines: readonly Line[],
): { outcome: (typeof failures)[number][0]; line: Line; name?: string } | undefined {
  for (const [outcome, pattern] of failures) {
    const line = lines.find((candidate) => pattern.test(candidate.text));
    if (line === undefined) continue;
    // `ping: nosuch.default: Name or service not known`, BusyBox `ping: bad address 'nosuch.default'`
    const name = /^ping6?: (?:bad address )?'?([^\s:']+)'?(?::|$)/.exec(line.text)?.[1];
    return { outcome, line, ...(outcome === 'name-not-resolved' && name !== undefined && { name }) };
  }
  return undefined;
}
