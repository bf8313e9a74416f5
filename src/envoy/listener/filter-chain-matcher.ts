import { bool, entries, extension, isMessage, type Message, message, messages, text, texts } from '../message.js';
import { prefixOf, prefixTable } from '../prefix-table.js';
import { socketIp } from '../socket-ip.js';
import { lowerCase, matchString } from '../string-match.js';
import { every, not, some, type Truth } from '../truth.js';
import type { Connection } from './connection.js';
import { type MatchInput, matchInput } from './match-inputs.js';

export type MatchTreeResult =
  /** The name of the filter chain that the matched action gives. */
  { kind: 'match'; name: string } | { kind: 'no match' } | { kind: 'unknown'; missing: string };

type Search = (connection: Connection) => MatchTreeResult;

/**
 * Prepares a `filter_chain_matcher` (xds.type.matcher.v3.Matcher) for evaluation. A branch in which nothing matches is left
 * again: for the next wider range, the next entry of a list, then `on_no_match`. Envoy before 1.34 stayed in it, and the
 * trees that Istio builds make no difference.
 */
export function matchTree(matcher: Message): Search {
  const otherwise = onMatch(matcher.on_no_match);
  const search = isMessage(matcher.matcher_list)
    ? listSearch(matcher.matcher_list)
    : treeSearch(message(matcher.matcher_tree));
  return (connection) => {
    const result = search(connection);
    return result.kind === 'no match' ? otherwise(connection) : result;
  };
}

const noMatch: MatchTreeResult = { kind: 'no match' };
const neverMatches: Search = () => noMatch;

function unknown(missing: string): Search {
  return () => ({ kind: 'unknown', missing });
}

function onMatch(value: unknown): Search {
  const found = message(value);
  // `keep_matching` only notes the action and goes on as if nothing had matched.
  if (bool(found.keep_matching) === true) return neverMatches;
  if (isMessage(found.matcher)) return matchTree(found.matcher);
  if (!isMessage(found.action)) return neverMatches;
  const name = text(extension(found.action).fields);
  return name === undefined ? unknown('an action that names no filter chain') : () => ({ kind: 'match', name });
}

function treeSearch(tree: Message): Search {
  const input = matchInput(tree.input);
  if (input === undefined) return unknown(inputName(tree.input));
  if (isMessage(tree.exact_match_map)) return exactSearch(input, message(tree.exact_match_map).map);
  if (isMessage(tree.prefix_match_map)) return prefixSearch(input, message(tree.prefix_match_map).map);
  const custom = extension(tree.custom_match);
  if (custom.type === 'IPMatcher') return rangeSearch(input, custom.fields);
  if (custom.type === 'ServerNameMatcher') return domainSearch(input, custom.fields);
  return unknown(`matcher ${custom.type || custom.name}`);
}

function inputName(config: unknown): string {
  const { type, name } = extension(config);
  return `input ${type || name}`;
}

/** Tries the branches for the value of the input, best first. */
function branchSearch(input: MatchInput, branches: (value: string) => Iterable<Search>): Search {
  return (connection) => {
    const value = input.read(connection);
    if (value === undefined) return { kind: 'unknown', missing: input.label };
    for (const branch of value === null ? [] : branches(value)) {
      const result = branch(connection);
      if (result.kind !== 'no match') return result;
    }
    return noMatch;
  };
}

function exactSearch(input: MatchInput, map: unknown): Search {
  const branches = new Map(entries(map).map(([key, value]) => [key, [onMatch(value)]]));
  return branchSearch(input, (value) => branches.get(value) ?? []);
}

function prefixSearch(input: MatchInput, map: unknown): Search {
  const branches = entries(map)
    .map(([prefix, value]) => ({ prefix, search: onMatch(value) }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return branchSearch(input, (value) =>
    branches.filter(({ prefix }) => value.startsWith(prefix)).map(({ search }) => search),
  );
}

/** `exclusive` branches count only as the most specific one. */
function rangeSearch(input: MatchInput, config: Message): Search {
  const table = prefixTable(
    messages(config.range_matchers).flatMap((matcher) => {
      const branch = { search: onMatch(matcher.on_match), isExclusive: bool(matcher.exclusive) === true };
      return messages(matcher.ranges).flatMap((range) => {
        const prefix = prefixOf(range);
        return prefix === undefined ? [] : [[prefix, branch] as const];
      });
    }),
  );
  return branchSearch(input, (value) => {
    const ip = socketIp(value);
    const found = ip === undefined ? [] : table.all(ip);
    return found.filter(({ isExclusive }, index) => index === 0 || !isExclusive).map(({ search }) => search);
  });
}

/** Exact name, then `*.` suffixes from the longest on, then `*`. */
function domainSearch(input: MatchInput, config: Message): Search {
  const branches = new Map<string, Search>();
  for (const matcher of messages(config.domain_matchers)) {
    const search = onMatch(matcher.on_match);
    for (const domain of texts(matcher.domains)) branches.set(lowerCase(domain), search);
  }
  return branchSearch(input, (value) => domainKeys(lowerCase(value)).flatMap((key) => branches.get(key) ?? []));
}

function domainKeys(name: string): readonly string[] {
  const labels = name.split('.');
  return [name, ...labels.slice(1).map((_, index) => `*.${labels.slice(index + 1).join('.')}`), '*'];
}

function listSearch(list: Message): Search {
  const rules = messages(list.matchers).map((matcher) => ({
    predicate: predicateOf(message(matcher.predicate)),
    search: onMatch(matcher.on_match),
  }));
  return (connection) => {
    for (const { predicate, search } of rules) {
      const holds = predicate(connection);
      if (holds === 'unknown') return { kind: 'unknown', missing: 'a predicate of the match list' };
      const result = holds ? search(connection) : noMatch;
      if (result.kind !== 'no match') return result;
    }
    return noMatch;
  };
}

type Predicate = (connection: Connection) => Truth;

function predicateOf(config: Message): Predicate {
  if (isMessage(config.single_predicate)) return singlePredicate(config.single_predicate);
  if (isMessage(config.not_matcher)) {
    const inner = predicateOf(config.not_matcher);
    return (connection) => not(inner(connection));
  }
  const isOr = isMessage(config.or_matcher);
  const list = message(isOr ? config.or_matcher : config.and_matcher);
  const parts = messages(list.predicate).map(predicateOf);
  if (parts.length === 0) return () => 'unknown';
  return (connection) => (isOr ? some : every)(parts, (part) => part(connection));
}

function singlePredicate(config: Message): Predicate {
  const input = matchInput(config.input);
  const matcher = config.value_match;
  if (input === undefined || !isMessage(matcher)) return () => 'unknown';
  return (connection) => {
    const value = input.read(connection);
    if (value === undefined) return 'unknown';
    return value === null ? false : matchString(matcher, value);
  };
}
