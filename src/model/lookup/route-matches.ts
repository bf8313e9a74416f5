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
    isWithin(earlier.headers, later.headers) &&
    isWithin(earlier.withoutHeaders, later.withoutHeaders) &&
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
  return earlier.uri.kind === 'prefix' && later.uri.kind !== 'regex' && later.uri.value.startsWith(earlier.uri.value);
}

function asksNoMore(earlier: StringMatch | undefined, later: StringMatch | undefined): boolean {
  if (earlier === undefined) return true;
  return later !== undefined && sameText(earlier, later);
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
