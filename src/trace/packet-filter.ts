import { parseIp, parseRange, rangeContains } from '../core/ip.js';
import { and, not, or, type Truth } from '../envoy/truth.js';
import type { NetfilterRule } from '../model/facets.js';

/** The first packet of a connection: it is new, carries no mark, and no local socket waits for it. */
export interface Packet {
  protocol: 'tcp' | 'udp';
  source?: string;
  destination: string;
  destinationPort: number;
  inInterface?: string;
  outInterface?: string;
  /** Of the process that sends it; absent: nobody knows, or it came from outside. */
  uid?: number;
  gid?: number;
}

/** Where a table sends a packet: to another port of the same host, on as it is, away, or nobody can tell. */
export type Fate =
  | { kind: 'redirected'; port: number; rule: NetfilterRule }
  | { kind: 'accepted'; rule?: NetfilterRule }
  | { kind: 'dropped'; rule: NetfilterRule }
  | { kind: 'unknown'; because: string; rule?: NetfilterRule };

/** Rules of a chain; none when there is no such chain. */
export type Chains = (chain: string) => readonly NetfilterRule[];

/** Rules of Istio are some dozens; whoever has more than this to try has a loop. */
const mostRules = 20_000;

/** Walks a packet through the rules of one table, from a chain that the kernel enters. */
export function fateOf(packet: Packet, entry: string, chains: Chains): Fate {
  const walk: Walk = { packet, chains, left: mostRules };
  return fateIn(walk, chains(entry), 0, 0) ?? { kind: 'accepted' };
}

interface Walk {
  packet: Packet;
  chains: Chains;
  left: number;
}

/** Undefined: the packet comes out of the end of the chain. */
function fateIn(walk: Walk, rules: readonly NetfilterRule[], from: number, depth: number): Fate | undefined {
  for (let at = from; at < rules.length; at++) {
    const rule = rules[at];
    if (rule === undefined) continue;
    if (walk.left-- <= 0 || depth > 32) return { kind: 'unknown', because: 'the rules lead into a loop' };
    const holds = matches(rule, walk.packet);
    if (holds === false || isPassing(rule)) continue;
    const taken = fateBy(walk, rule, depth);
    if (holds === true) {
      if (taken === 'returned') return undefined;
      if (taken !== undefined) return taken;
      continue;
    }
    const rest = fateIn(walk, rules, at + 1, depth);
    const ifTaken = taken === 'returned' ? undefined : (taken ?? rest);
    return sameFate(ifTaken, rest)
      ? rest
      : { kind: 'unknown', because: `whether the rule ${rule.excerpt} matches is not known`, rule };
  }
  return undefined;
}

/** Targets that change the packet, or count it, and let it go on. */
const passingTargets: ReadonlySet<string> = new Set(['', 'LOG', 'NFLOG', 'MARK', 'CONNMARK', 'CT', 'NOTRACK', 'TRACE']);

function isPassing({ target }: NetfilterRule): boolean {
  return passingTargets.has(target);
}

function fateBy(walk: Walk, rule: NetfilterRule, depth: number): Fate | 'returned' | undefined {
  switch (rule.target) {
    case 'ACCEPT':
      return { kind: 'accepted', rule };
    case 'RETURN':
      return 'returned';
    case 'DROP':
    case 'REJECT':
      return { kind: 'dropped', rule };
    case 'REDIRECT':
    case 'TPROXY':
      return { kind: 'redirected', port: rule.toPort ?? walk.packet.destinationPort, rule };
  }
  const chain = walk.chains(rule.target);
  if (chain.length > 0 || /^ISTIO_/.test(rule.target)) return fateIn(walk, chain, 0, depth + 1);
  return { kind: 'unknown', because: `what target ${rule.target} does is not known`, rule };
}

function sameFate(a: Fate | undefined, b: Fate | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === b.kind && a.kind !== 'unknown' && (a.kind !== 'redirected' || a.port === (b as typeof a).port);
}

function matches(rule: NetfilterRule, packet: Packet): Truth {
  return and([
    negatable(rule.protocol, (value) => value === packet.protocol || value === 'all'),
    negatable(rule.source, (value) => isIn(value, packet.source)),
    negatable(rule.destination, (value) => isIn(value, packet.destination)),
    negatable(rule.inInterface, (value) => isInterface(value, packet.inInterface)),
    negatable(rule.outInterface, (value) => isInterface(value, packet.outInterface)),
    negatable(rule.uid, (value) => isOwner(value, packet.uid)),
    negatable(rule.gid, (value) => isOwner(value, packet.gid)),
    anyPort(rule.destinationPorts, packet.destinationPort),
    rule.sourcePorts === undefined ? true : 'unknown',
    and((rule.matches ?? []).map(furtherMatch)),
  ]);
}

/** A leading exclamation mark negates. */
function negatable(value: string | undefined, test: (value: string) => Truth): Truth {
  if (value === undefined) return true;
  return value.startsWith('!') ? not(test(value.slice(1).trim())) : test(value);
}

function isIn(range: string, address: string | undefined): Truth {
  const found = parseRange(range === 'localhost' ? '127.0.0.1' : range);
  const ip = address === undefined ? undefined : parseIp(address);
  return found === undefined || ip === undefined ? 'unknown' : rangeContains(found, ip);
}

/** A plus sign at the end stands for anything. */
function isInterface(pattern: string, name: string | undefined): Truth {
  if (name === undefined) return 'unknown';
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function isOwner(owner: string, id: number | undefined): Truth {
  const [first = '', last = first] = owner.split('-', 2);
  if (id === undefined || !/^\d{1,10}$/.test(first) || !/^\d{1,10}$/.test(last)) return 'unknown';
  return Number(first) <= id && id <= Number(last);
}

/** Each of several negated ports is negated for itself: the packet has to avoid them all. */
function anyPort(ports: readonly string[], port: number): Truth {
  if (ports.length === 0) return true;
  const hits = ports.map((text) => isPort(text.replace(/^!/, ''), port));
  return ports[0]?.startsWith('!') ? not(or(hits)) : or(hits);
}

function isPort(range: string, port: number): Truth {
  const [first = '', last = first] = range.split(/[:-]/, 2);
  if (!/^\d{1,5}$/.test(first) || !/^\d{1,5}$/.test(last)) return 'unknown';
  return Number(first) <= port && port <= Number(last);
}

/** What holds of every first packet, whatever else it is. */
function furtherMatch(text: string): Truth {
  const states = /ct ?state\s+(!=\s*)?([a-z,]+)/i.exec(text) ?? /--state\s+(!\s*)?([a-z,]+)/i.exec(text);
  if (states?.[2] !== undefined) {
    const isNew = states[2].toLowerCase().split(',').includes('new');
    return states[1] !== undefined || text.includes('!') ? !isNew : isNew;
  }
  const mark = /^(?:conn)?mark\b.*?(?:--mark|match)\s+(!\s*)?0x([0-9a-f]+)/i.exec(text);
  if (mark?.[2] !== undefined) {
    const isUnmarked = Number.parseInt(mark[2], 16) === 0;
    return mark[1] !== undefined || /!\s*--mark/.test(text) ? !isUnmarked : isUnmarked;
  }
  return /^socket\b/.test(text) ? false : 'unknown';
}
