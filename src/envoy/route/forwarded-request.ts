import { type Message, message, text } from '../message.js';
import { pathOnly } from '../paths.js';
import { type RequestHeaders, requestHeaders } from '../request-headers.js';
import { lowerCase } from '../string-match.js';
import { isHostOfUpstream } from './clusters.js';
import { mutateRequestHeaders } from './header-mutation.js';
import { pathSpecifier } from './path-match.js';
import { regexRewrite, rewritePath } from './path-rewrite.js';

/** The messages that shape a request on its way through a route. */
export interface RouteScope {
  routeConfiguration: Message;
  virtualHost: Message;
  route: Message;
}

/**
 * The request that a route sends to its cluster: headers added and removed, host and path rewritten, in Envoy's order. `:authority` is
 * unknown with `auto_host_rewrite`, as the host is the name of the endpoint then.
 */
export function forwardedRequest(scope: RouteScope, headers: RequestHeaders, entry?: Message): RequestHeaders {
  const action = message(scope.route.route);
  let forwarded = entry === undefined ? headers : mutateRequestHeaders(entry, headers);
  const entryHost = text(entry?.host_rewrite_literal) ?? '';
  if (entryHost !== '') forwarded = withValue(forwarded, ':authority', entryHost);
  for (const owner of mutationOrder(scope)) forwarded = mutateRequestHeaders(owner, forwarded);
  forwarded = rewriteHost(action, forwarded);
  const path = forwarded.get(':path');
  if (path === undefined) return forwarded;
  return withValue(forwarded, ':path', rewritePath(action, pathSpecifier(message(scope.route.match)), path));
}

/** What comes later wins; by default that is the least specific level. */
function mutationOrder({ routeConfiguration, virtualHost, route }: RouteScope): readonly Message[] {
  const order = [route, virtualHost, routeConfiguration];
  return routeConfiguration.most_specific_header_mutations_wins === true ? order.reverse() : order;
}

function rewriteHost(action: Message, headers: RequestHeaders): RequestHeaders {
  const literal = text(action.host_rewrite_literal) || text(action.host_rewrite) || '';
  if (literal !== '') return withValue(headers, ':authority', literal);
  const header = lowerCase(text(action.host_rewrite_header) || text(action.auto_host_rewrite_header) || '');
  if (header !== '') return hostOfHeader(header, headers);
  if ('host_rewrite_path_regex' in action) {
    const host = regexRewrite(action.host_rewrite_path_regex, pathOnly(headers.get(':path') ?? ''));
    return host === '' ? headers : withValue(headers, ':authority', host);
  }
  return isHostOfUpstream(action) ? withValue(headers, ':authority', undefined) : headers;
}

function hostOfHeader(header: string, headers: RequestHeaders): RequestHeaders {
  if (headers.isUnknown(header)) return withValue(headers, ':authority', undefined);
  const host = headers.values.get(header)?.[0] ?? '';
  return host === '' ? headers : withValue(headers, ':authority', host);
}

/** With a header of a new value; undefined makes it unknown and keeps the value, as it may stay what it was. */
function withValue(headers: RequestHeaders, name: string, value: string | undefined): RequestHeaders {
  if (value === headers.get(name) && !headers.isUnknown(name)) return headers;
  const unknown = new Set(headers.unknown);
  if (value === undefined) return requestHeaders(headers.values, unknown.add(name));
  unknown.delete(name);
  return requestHeaders(new Map(headers.values).set(name, [value]), unknown);
}
