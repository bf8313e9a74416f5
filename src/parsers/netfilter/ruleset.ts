export type Family = 'ipv4' | 'ipv6';

/** One rule; a leading `!` in a value negates the match. Addresses that stand for a single host carry no length. */
export interface Rule {
  target: string;
  targetOptions?: string;
  protocol?: string;
  source?: string;
  destination?: string;
  sourcePorts?: string[];
  destinationPorts: string[];
  toPort?: number;
  uid?: string;
  gid?: string;
  inInterface?: string;
  outInterface?: string;
  matches?: string[];
  packets?: number;
  line: number;
  excerpt: string;
}

export interface Chain {
  table: string;
  name: string;
  hook?: string;
  policy?: string;
  rules: Rule[];
  line?: number;
}

export interface Ruleset {
  family: Family;
  chains: Chain[];
  /** Every table of the family was listed. */
  complete?: true;
}

/** Chains of one table while they are read: by name, in the order of their first mention. */
export interface Table {
  name: string;
  family: Family | undefined;
  /** Read from commands (a trace, iptables-restore input) rather than from a listing of what the kernel holds. */
  fromCommands: boolean;
  chains: Map<string, Chain>;
}

export function newTable(name: string, family: Family | undefined, fromCommands: boolean): Table {
  return { name, family, fromCommands, chains: new Map() };
}

export function chainOf(table: Table, name: string, line?: number): Chain {
  const known = table.chains.get(name);
  if (known !== undefined) return known;
  const chain: Chain = { table: table.name, name, rules: [], ...(line !== undefined && { line }) };
  table.chains.set(name, chain);
  return chain;
}

const netfilterHooks = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

/** Built-in iptables chains are entered by the kernel at the hook of their name. */
function builtInHook(chain: string): string | undefined {
  return netfilterHooks.has(chain) ? chain.toLowerCase() : undefined;
}

/**
 * The table that `iptables -S` and `-L` do not name, from its built-in chains: nat has no FORWARD, filter no
 * PREROUTING, raw only PREROUTING and OUTPUT, mangle all five. Single chains of Istio are those of nat.
 */
export function guessTable(chains: Iterable<string>): string {
  const has = new Set(chains);
  if (has.has('PREROUTING') && has.has('FORWARD')) return 'mangle';
  if (has.has('FORWARD')) return 'filter';
  if (has.has('POSTROUTING')) return 'nat';
  if (has.has('PREROUTING')) return 'raw';
  return [...has].some((name) => name.startsWith('ISTIO_')) ? 'nat' : 'filter';
}

/**
 * Tables grouped by family. A table that says neither is IPv6 when one of its addresses is, or when a table of its name
 * came before it: Istio applies IPv4 rules first. A later table of the same name replaces an earlier one.
 */
export function rulesetsOf(tables: readonly Table[], complete: boolean): Ruleset[] {
  const found = new Map<Family, Map<string, Table>>();
  for (const table of tables) {
    const family = table.family ?? familyOf(table) ?? (found.get('ipv4')?.has(table.name) ? 'ipv6' : 'ipv4');
    const known = found.get(family) ?? new Map<string, Table>();
    known.set(table.name, table);
    found.set(family, known);
  }
  return [...found].map(([family, byName]) => ({
    family,
    chains: [...byName.values()].flatMap((table) =>
      [...table.chains.values()].map((chain) => withHook({ ...chain, table: table.name })),
    ),
    ...(complete && { complete }),
  }));
}

function withHook(chain: Chain): Chain {
  const hook = chain.hook ?? builtInHook(chain.name);
  return hook === undefined ? chain : { ...chain, hook };
}

/** The family of the addresses in a table's rules. */
export function familyOf(table: Table): Family | undefined {
  const addresses = [...table.chains.values()].flatMap((chain) =>
    chain.rules.flatMap((rule) => [rule.source, rule.destination]),
  );
  const known = addresses.filter((address) => address !== undefined);
  if (known.length === 0) return undefined;
  return known.some((address) => address.includes(':')) ? 'ipv6' : 'ipv4';
}

/** Drops the length of a single host and the spellings of "everything"; the rest stays as printed. */
export function plainAddress(text: string): string | undefined {
  const negated = text.startsWith('!');
  const address = negated ? text.slice(1) : text;
  if (address === '0.0.0.0/0' || address === '::/0' || address === 'anywhere') return undefined;
  const single = address.includes(':') ? address.replace(/\/128$/, '') : address.replace(/\/32$/, '');
  return negated ? `!${single}` : single;
}

const protocolNames = new Map([
  ['0', 'all'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'ipv6-icmp'],
  ['132', 'sctp'],
]);

/** iptables 1.8.9 prints protocols as numbers where others print names; a match on all is absent. */
export function protocolName(text: string): string | undefined {
  const name = protocolNames.get(text) ?? text;
  return name === 'all' ? undefined : name;
}

export function portNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}
