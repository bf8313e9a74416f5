import type { RouteMatch, StringMatch } from '../facets.js';

/**
 * Whether an earlier match of an http rule takes every request of a later one: it asks for nothing but the beginning of the
 * path, or for conditions that the later one states just as well.
 */
export function coversMatch(earlier: RouteMatch, later: RouteMatch): boolean {
  return (
    coversUri(earlier, later) &&
    asksNoMore(earlier.method, later.method) &&
    asksNoMore(earlier.scheme, later.scheme) &&
    asksNoMore(earlier.authority, later.authority) &&
    isWithin(byLowerCase(earlier.headers), byLowerCase(later.headers)) &&
    isWithin(byLowerCase(earlier.withoutHeaders), byLowerCase(later.withoutHeaders)) &&
    isWithin(earlier.queryParams, later.queryParams) &&
    (earlier.port === undefined || earlier.port === later.port) &&
    (earlier.sourceNamespace === undefined || earlier.sourceNamespace === later.sourceNamespace) &&
    [...earlier.sourceLabels].every(([key, value]) => later.sourceLabels.get(key) === value) &&
    (earlier.gateways.length === 0 ||
      (later.gateways.length > 0 && later.gateways.every((gateway) => earlier.gateways.includes(gateway))))
  );
}

function coversUri(earlier: RouteMatch, later: RouteMatch): boolean {
  if (earlier.uri === undefined) return true;
  if (later.uri === undefined || later.ignoreUriCase) return false;
  if (sameText(earlier.uri, later.uri)) return true;
  const taken = startTaken(earlier.uri);
  return taken !== undefined && startOf(later.uri).startsWith(taken);
}

/** The beginning with which every path matches: a prefix, or a regular expression of text and `.*`. */
function startTaken({ kind, value }: StringMatch): string | undefined {
  if (kind === 'prefix') return value;
  if (kind !== 'regex') return undefined;
  const plain = value.startsWith('^') ? value.slice(1) : value;
  const text = plain.endsWith('.*$') ? plain.slice(0, -3) : plain.endsWith('.*') ? plain.slice(0, -2) : undefined;
  return text !== undefined && !metacharacters.test(text) ? text : undefined;
}

const metacharacters = /[\\^$.|?*+()[\]{}]/;

/** What every path that matches begins with; of a regular expression the text before its first special character. */
function startOf({ kind, value }: StringMatch): string {
  if (kind !== 'regex') return value;
  if (value.includes('|')) return '';
  const plain = value.startsWith('^') ? value.slice(1) : value;
  const end = plain.search(metacharacters);
  if (end < 0) return plain;
  // The character before a quantifier may be left out.
  return plain.slice(0, /[?*{]/.test(plain.charAt(end)) ? Math.max(end - 1, 0) : end);
}

function asksNoMore(earlier: StringMatch | undefined, later: StringMatch | undefined): boolean {
  if (earlier === undefined) return true;
  return later !== undefined && sameText(earlier, later);
}

/** Envoy turns the names of headers into small letters. */
function byLowerCase(headers: ReadonlyMap<string, StringMatch>): ReadonlyMap<string, StringMatch> {
  return headers.size === 0 ? headers : new Map([...headers].map(([name, match]) => [name.toLowerCase(), match]));
}

function isWithin(earlier: ReadonlyMap<string, StringMatch>, later: ReadonlyMap<string, StringMatch>): boolean {
  return [...earlier].every(([key, match]) => asksNoMore(match, later.get(key)));
}

function sameText(a: StringMatch, b: StringMatch): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/**
 * The rule by which istioctl 1.13 and later calls a prefix match ineffective (IST0131): its prefix begins with that of an
 * earlier match, and ports, method (GET where none is set), authority, headers and query parameters are equal, or the text
 * of the later one begins that of the earlier one.
 */
export function overlapsAsIstio(earlier: RouteMatch, later: RouteMatch): boolean {
  const [before, after] = [prefixOf(earlier), prefixOf(later)];
  if (before === undefined || after === undefined || before === after || !after.startsWith(before)) return false;
  return (
    earlier.port === later.port &&
    (textOf(earlier.method) || 'exact:GET').startsWith(textOf(later.method) || 'exact:GET') &&
    textOf(earlier.authority).startsWith(textOf(later.authority)) &&
    beginAlike(earlier.headers, later.headers) &&
    beginAlike(earlier.queryParams, later.queryParams) &&
    beginAlike(earlier.withoutHeaders, later.withoutHeaders)
  );
}

function prefixOf({ uri }: RouteMatch): string | undefined {
  return uri?.kind === 'prefix' && uri.value !== '' ? uri.value : undefined;
}

/** Regular expressions count as nothing. */
function textOf(match: StringMatch | undefined): string {
  return match?.kind === 'exact' || match?.kind === 'prefix' ? `${match.kind}:${match.value}` : '';
}

function beginAlike(earlier: ReadonlyMap<string, StringMatch>, later: ReadonlyMap<string, StringMatch>): boolean {
  if (earlier.size !== later.size) return false;
  return [...earlier].every(([key, match]) => later.has(key) && textOf(match).startsWith(textOf(later.get(key))));
}
