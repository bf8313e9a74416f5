import type { IpAddress } from '../../core/ip.js';
import { type Message, messages, number, text, texts } from '../message.js';
import { anyAddress, type Prefix, prefixOf, prefixTable } from '../prefix-table.js';
import { socketIp } from '../socket-ip.js';
import { lowerCase } from '../string-match.js';
import { type Connection, isLocalConnection } from './connection.js';

/** The criteria in the order in which Envoy decides them. */
export type MatchLevel =
  | 'destination port'
  | 'destination address'
  | 'server name'
  | 'transport protocol'
  | 'application protocol'
  | 'direct source address'
  | 'source type'
  | 'source address'
  | 'source port';

export type LevelsResult<Item> =
  | { kind: 'match'; item: Item }
  | { kind: 'no match'; at: MatchLevel }
  | { kind: 'unknown'; at: MatchLevel };

type Search<Item> = (connection: Connection) => LevelsResult<Item>;
type Rules<Item> = readonly (readonly [match: Message, item: Item])[];
type Level = <Item>(rules: Rules<Item>, next: (rest: Rules<Item>) => Search<Item>) => Search<Item>;

/**
 * Prepares the choice among filter chains by their `filter_chain_match`. Each level picks its most specific branch and never
 * comes back to another one. A level that no rule of a branch uses asks nothing of the connection.
 */
export function searchLevels<Item>(rules: Rules<Item>): Search<Item> {
  return searchFrom(rules, 0);
}

function searchFrom<Item>(rules: Rules<Item>, depth: number): Search<Item> {
  const level = levels[depth];
  if (level !== undefined) return level(rules, (rest) => searchFrom(rest, depth + 1));
  const [first] = rules;
  // An accepted listener has one rule here.
  return () => (first === undefined ? { kind: 'no match', at: 'source port' } : { kind: 'match', item: first[1] });
}

const noValue = '';

/** A level of exact values; `keys` lists the branches to try for a connection, undefined when it cannot be told. */
function valueLevel(
  at: MatchLevel,
  wanted: (match: Message) => readonly string[],
  keys: (connection: Connection) => Iterable<string> | undefined,
): Level {
  return (rules, next) => {
    const branches = branchesOf(rules, wanted, next);
    const only = branches.size === 1 ? branches.get(noValue) : undefined;
    if (only !== undefined) return only;
    return (connection) => {
      const tried = keys(connection);
      if (tried === undefined) return { kind: 'unknown', at };
      for (const key of tried) {
        const branch = key === noValue ? undefined : branches.get(key);
        if (branch !== undefined) return branch(connection);
      }
      return branches.get(noValue)?.(connection) ?? { kind: 'no match', at };
    };
  };
}

function addressLevel(at: MatchLevel, field: string, addressOf: (connection: Connection) => string | undefined): Level {
  return <Item>(rules: Rules<Item>, next: (rest: Rules<Item>) => Search<Item>): Search<Item> => {
    if (rules.every(([match]) => messages(match[field]).length === 0)) return next(rules);
    const prefixes = new Map<string, Prefix>();
    const branches = branchesOf(rules, (match) => prefixKeys(match[field], prefixes), next);
    const table = prefixTable(
      [...branches].flatMap(([key, branch]) => {
        const prefix = prefixes.get(key);
        return prefix === undefined ? [] : [[prefix, branch] as const];
      }),
    );
    return (connection) => {
      const ip: IpAddress | undefined = socketIp(addressOf(connection) ?? '');
      if (ip === undefined) return { kind: 'unknown', at };
      return table.longest(ip)?.(connection) ?? { kind: 'no match', at };
    };
  };
}

function prefixKeys(ranges: unknown, prefixes: Map<string, Prefix>): readonly string[] {
  const wanted = messages(ranges);
  const found = wanted.length === 0 ? anyAddress : wanted.flatMap((range) => prefixOf(range) ?? []);
  return found.map((prefix) => {
    const key = `${prefix.family} ${prefix.length} ${prefix.bits}`;
    prefixes.set(key, prefix);
    return key;
  });
}

function branchesOf<Item>(
  rules: Rules<Item>,
  keysOf: (match: Message) => readonly string[],
  next: (rest: Rules<Item>) => Search<Item>,
): ReadonlyMap<string, Search<Item>> {
  const groups = new Map<string, Rules<Item>[number][]>();
  for (const rule of rules) {
    for (const key of new Set(keysOf(rule[0]))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [rule]);
      else group.push(rule);
    }
  }
  return new Map([...groups].map(([key, group]) => [key, next(group)]));
}

/** No value stands for all of them. */
function orAny(values: readonly string[]): readonly string[] {
  return values.length === 0 ? [noValue] : values;
}

/** Port 0 is no port, as in protobuf. */
function portText(value: unknown): string {
  const port = number(value) ?? 0;
  return port === 0 ? noValue : String(port);
}

/** `*.example.com` is kept as `.example.com`, as Envoy does, so that it is found among the suffixes of a name. */
function serverNames(match: Message): readonly string[] {
  const names = texts(match.server_names).map(lowerCase);
  return orAny(names.map((name) => (name.startsWith('*.') ? name.slice(1) : name)));
}

/** The name, then what is left of it from each dot on, longest first; Envoy does not look from a dot that ends the name. */
function* serverNameKeys({ serverName }: Connection): Generator<string> {
  const name = lowerCase(serverName);
  yield name;
  for (let dot = name.indexOf('.', 1); dot > 0 && dot < name.length - 1; dot = name.indexOf('.', dot + 1)) {
    yield name.slice(dot);
  }
}

function sourceTypes(match: Message): readonly string[] {
  switch (match.source_type) {
    case 'LOCAL':
    case 'SAME_IP_OR_LOOPBACK':
    case 1:
      return ['local'];
    case 'EXTERNAL':
    case 2:
      return ['external'];
    default:
      return [noValue];
  }
}

function sourceTypeKeys(connection: Connection): readonly string[] | undefined {
  const isLocal = isLocalConnection(connection);
  return isLocal === undefined ? undefined : [isLocal ? 'local' : 'external'];
}

/** Envoy 1.8 has the first five only; later levels are then empty and decide nothing. */
const levels: readonly Level[] = [
  valueLevel(
    'destination port',
    (match) => [portText(match.destination_port)],
    ({ destinationPort }) => [String(destinationPort)],
  ),
  addressLevel('destination address', 'prefix_ranges', ({ destinationIp }) => destinationIp),
  valueLevel('server name', serverNames, serverNameKeys),
  valueLevel(
    'transport protocol',
    (match) => [text(match.transport_protocol) ?? noValue],
    ({ transportProtocol }) => [transportProtocol],
  ),
  valueLevel(
    'application protocol',
    (match) => orAny(texts(match.application_protocols)),
    ({ applicationProtocols }) => applicationProtocols,
  ),
  addressLevel(
    'direct source address',
    'direct_source_prefix_ranges',
    ({ directSourceIp, sourceIp }) => directSourceIp ?? sourceIp,
  ),
  valueLevel('source type', sourceTypes, sourceTypeKeys),
  addressLevel('source address', 'source_prefix_ranges', ({ sourceIp }) => sourceIp),
  valueLevel('source port', sourcePorts, ({ sourcePort }) =>
    sourcePort === undefined ? undefined : [String(sourcePort)],
  ),
];

function sourcePorts(match: Message): readonly string[] {
  return Array.isArray(match.source_ports) ? orAny(match.source_ports.map(portText)) : [noValue];
}
