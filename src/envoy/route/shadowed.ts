import { type Message, message, messages } from '../message.js';
import { lowerCase } from '../string-match.js';
import { type PathSpecifier, pathSpecifier } from './path-match.js';

/** A route that no request reaches, because an earlier one takes all that it would take. */
export interface ShadowedRoute {
  /** Indexes in `virtual_hosts[…].routes`. */
  index: number;
  by: number;
}

/** A path literal of a route, folded where the route folds. */
interface Literal {
  kind: 'prefix' | 'path' | 'separatedPrefix';
  value: string;
  isCaseSensitive: boolean;
}

/** Parts of a match that narrow it down beyond its path. */
const conditions = [
  'headers',
  'query_parameters',
  'grpc',
  'runtime_fraction',
  'runtime',
  'tls_context',
  'dynamic_metadata',
  'filter_state',
] as const;

/**
 * The routes of a virtual host that an earlier route covers. The earlier one has to match by a prefix or exact path alone; the later one
 * by a prefix or exact path, whatever else it asks. Patterns are not compared.
 */
export function shadowedRoutes(virtualHost: Message): readonly ShadowedRoute[] {
  const covering: (Literal & { index: number })[] = [];
  const shadowed: ShadowedRoute[] = [];
  messages(virtualHost.routes).forEach((route, index) => {
    const match = message(route.match);
    const literal = literalOf(pathSpecifier(match));
    if (literal === undefined) return;
    const cover = covering.find((earlier) => covers(earlier, literal));
    if (cover !== undefined) shadowed.push({ index, by: cover.index });
    else if (isPathAlone(match)) covering.push({ ...literal, index });
  });
  return shadowed;
}

function literalOf(specifier: PathSpecifier): Literal | undefined {
  return 'value' in specifier ? specifier : undefined;
}

function isPathAlone(match: Message): boolean {
  return !conditions.some((field) => !isEmpty(match[field]));
}

function isEmpty(field: unknown): boolean {
  return field === undefined || field === null || (Array.isArray(field) && field.length === 0);
}

function covers(earlier: Literal, later: Literal): boolean {
  if (earlier.isCaseSensitive && !later.isCaseSensitive && hasLetters(earlier.value)) return false;
  const fold = earlier.isCaseSensitive ? (value: string) => value : lowerCase;
  const wanted = fold(earlier.value);
  const found = fold(later.value);
  if (earlier.kind === 'path') return later.kind === 'path' && found === wanted;
  if (!found.startsWith(wanted)) return false;
  if (earlier.kind === 'prefix') return true;
  if (found.length === wanted.length) return later.kind !== 'prefix';
  return found.charAt(wanted.length) === '/';
}

function hasLetters(value: string): boolean {
  return /[a-z]/i.test(value);
}
