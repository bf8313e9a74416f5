import { isMessage, type Message, messages, text } from '../message.js';
import { prepared } from '../prepared.js';
import type { Connection } from './connection.js';
import { type MatchLevel, searchLevels } from './filter-chain-levels.js';
import { matchTree } from './filter-chain-matcher.js';

export type { MatchLevel } from './filter-chain-levels.js';

/** Names are not unique: Istio gives all chains of one inbound port the same. The place identifies a chain. */
export interface FilterChain {
  name?: string;
  /** Path in the listener: `['filter_chains', 3]` or `['default_filter_chain']`. */
  path: readonly (string | number)[];
  isDefault: boolean;
  config: Message;
}

/** Why no chain matched: the first criterion that left none, or a name that the match tree gave and no chain has. */
export type Mismatch = { at: MatchLevel } | { at: 'matcher'; chainName?: string };

export type FilterChainChoice =
  /** With `mismatch` when the default chain takes what no other matched. */
  | { kind: 'chain'; chain: FilterChain; mismatch?: Mismatch }
  /** The connection is closed, `filter_chain_not_found`. */
  | { kind: 'none'; mismatch: Mismatch }
  /** It depends on something that is not known of the connection. */
  | { kind: 'unknown'; at: MatchLevel | 'matcher'; missing: string };

/** Chooses the filter chain of a listener (a v2 or v3 message in snake_case) for a connection. */
export function chooseFilterChain(listener: Message, connection: Connection): FilterChainChoice {
  return chooser(listener)(connection);
}

/** All chains of a listener, the default one last. */
export const filterChains: (listener: Message) => readonly FilterChain[] = prepared((listener: Message) => {
  const chains = messages(listener.filter_chains).map((config, index) => chainOf(config, ['filter_chains', index]));
  return isMessage(listener.default_filter_chain)
    ? [...chains, chainOf(listener.default_filter_chain, ['default_filter_chain'])]
    : chains;
});

type Chooser = (connection: Connection) => FilterChainChoice;

const chooser: (listener: Message) => Chooser = prepared((listener: Message) => {
  const all = filterChains(listener);
  const chains = all.filter((chain) => !chain.isDefault);
  const fallback = all.find((chain) => chain.isDefault);

  function noMatch(mismatch: Mismatch): FilterChainChoice {
    return fallback === undefined ? { kind: 'none', mismatch } : { kind: 'chain', chain: fallback, mismatch };
  }

  const matcher = listener.filter_chain_matcher;
  return isMessage(matcher) ? chooseByTree(matcher, chains, noMatch) : chooseByLevels(chains, noMatch);
});

function chooseByLevels(chains: readonly FilterChain[], noMatch: (mismatch: Mismatch) => FilterChainChoice): Chooser {
  const search = searchLevels(
    chains.map((chain) => {
      const match = chain.config.filter_chain_match;
      return [isMessage(match) ? match : {}, chain] as const;
    }),
  );
  return (connection) => {
    const result = search(connection);
    if (result.kind === 'match') return { kind: 'chain', chain: result.item };
    if (result.kind === 'no match') return noMatch({ at: result.at });
    return { kind: 'unknown', at: result.at, missing: result.at };
  };
}

/** With a match tree the criteria of the chains do not count, and their names are unique. */
function chooseByTree(
  matcher: Message,
  chains: readonly FilterChain[],
  noMatch: (mismatch: Mismatch) => FilterChainChoice,
): Chooser {
  const search = matchTree(matcher);
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  return (connection) => {
    const result = search(connection);
    if (result.kind === 'unknown') return { kind: 'unknown', at: 'matcher', missing: result.missing };
    if (result.kind === 'no match') return noMatch({ at: 'matcher' });
    const chain = byName.get(result.name);
    // The default chain does not stand in for a name that no chain has.
    return chain === undefined
      ? { kind: 'none', mismatch: { at: 'matcher', chainName: result.name } }
      : { kind: 'chain', chain };
  };
}

function chainOf(config: Message, path: FilterChain['path']): FilterChain {
  const name = text(config.name);
  return { path, isDefault: path.length === 1, config, ...(name !== undefined && name !== '' && { name }) };
}
