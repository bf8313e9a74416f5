import { matchHeader } from '../header-match.js';
import { bool, isMessage, type Message, message, messages, text } from '../message.js';
import { prepared } from '../prepared.js';
import type { RequestHeaders } from '../request-headers.js';
import { and, every, type Truth } from '../truth.js';
import { tlsRedirect } from './redirect.js';
import type { RouteRequest } from './request.js';
import { type RouteAction, requestUrl, routeAction } from './route-action.js';
import { matchRouteConditions } from './route-match.js';
import { findVirtualHost, type VirtualHost } from './virtual-host.js';

/** A route that takes the request, or that may take it. */
export interface RouteCandidate {
  /** Where it stands in `virtual_hosts[…].routes`. Undefined for the redirect of a virtual host with `require_tls`. */
  index?: number;
  /** The route itself: name, metadata, match; empty for that redirect. */
  fields: Message;
  name?: string;
  matches: true | 'unknown';
  /** Fields of `match` that cannot be decided offline. */
  unknown: readonly string[];
  /** Share (0 to 1) of all requests that this route takes, if it matches and if no earlier uncertain candidate does. */
  share: number;
  action: RouteAction;
}

/**
 * What a route configuration does with a request.
 *
 * `candidates` come in order of evaluation, and the list ends with the first that certainly takes every request. One candidate with
 * `matches: true` and `share: 1` is a decision. An uncertain candidate leaves the later ones possible, a runtime fraction splits.
 * Where `leftover` is above 0 no route takes that share, which the caller sees as 404 with flag NR, details route_not_found.
 */
export interface RouteSelection {
  /** Absent: no domain matches (404, NR). */
  virtualHost?: VirtualHost;
  candidates: readonly RouteCandidate[];
  /** Share (0 to 1) of the requests that no certain candidate takes. */
  leftover: number;
  /** The field that decides instead of the list of routes and is not modelled: `matcher` of the virtual host, or `vhds`. */
  unknown?: string;
}

/** Selects virtual host and route for a request. The configuration has Envoy's own field names (see `snakeCase`). */
export function selectRoute(routeConfiguration: Message, request: RouteRequest): RouteSelection {
  const virtualHost = findVirtualHost(routeConfiguration, request);
  if (virtualHost === undefined) {
    const isOnDemand = isMessage(routeConfiguration.vhds);
    return { candidates: [], leftover: 1, ...(isOnDemand && { unknown: 'vhds' }) };
  }
  if (needsTls(virtualHost.fields, request.headers)) {
    const action: RouteAction = { kind: 'redirect', ...tlsRedirect(requestUrl(request.headers)) };
    return { virtualHost, candidates: [{ fields: {}, matches: true, unknown: [], share: 1, action }], leftover: 0 };
  }
  if (isMessage(virtualHost.fields.matcher)) return { virtualHost, candidates: [], leftover: 1, unknown: 'matcher' };
  return { virtualHost, ...walkRoutes(routeConfiguration, virtualHost, request) };
}

function walkRoutes(
  routeConfiguration: Message,
  virtualHost: VirtualHost,
  request: RouteRequest,
): Pick<RouteSelection, 'candidates' | 'leftover'> {
  const ignoresParameters = bool(routeConfiguration.ignore_path_parameters_in_path_matching) === true;
  const candidates: RouteCandidate[] = [];
  let leftover = 1;
  for (const [index, fields] of routesOf(virtualHost.fields).entries()) {
    const { matches, unknown, chance } = matchRouteConditions(message(fields.match), request, ignoresParameters);
    if (matches === false) continue;
    const scope = { routeConfiguration, virtualHost: virtualHost.fields, route: fields };
    const name = text(fields.name);
    candidates.push({
      index,
      fields,
      ...(name !== undefined && { name }),
      matches,
      unknown,
      share: leftover * chance,
      action: routeAction(scope, request.headers),
    });
    if (matches === true) leftover *= 1 - chance;
    if (leftover === 0) break;
  }
  return { candidates, leftover };
}

const routesOf: (virtualHost: Message) => readonly Message[] = prepared((virtualHost: Message) =>
  messages(virtualHost.routes),
);

function needsTls(virtualHost: Message, headers: RequestHeaders): boolean {
  const requirement = virtualHost.require_tls;
  if (headers.get('x-forwarded-proto') === 'https') return false;
  if (requirement === 'ALL' || requirement === 2) return true;
  const isExternalOnly = requirement === 'EXTERNAL_ONLY' || requirement === 1;
  return isExternalOnly && headers.get('x-envoy-internal') !== 'true';
}

/** The virtual cluster (a name in statistics) of a request; `other` where the virtual host has some and none matches. */
export function virtualClusterOf(virtualHost: Message, headers: RequestHeaders): string | undefined {
  const clusters = messages(virtualHost.virtual_clusters);
  const found = clusters.find((cluster) => matchesVirtualCluster(cluster, headers) === true);
  if (found !== undefined) return text(found.name);
  return clusters.length === 0 ? undefined : 'other';
}

/** Envoy 1.14 and older name a virtual cluster by `pattern`, for the path, and `method`. */
function matchesVirtualCluster(cluster: Message, headers: RequestHeaders): Truth {
  const matchers = messages(cluster.headers);
  if (matchers.length > 0) return every(matchers, (matcher) => matchHeader(matcher, headers));
  return and(legacyMatchers(cluster).map((matcher) => matchHeader(matcher, headers)));
}

const legacyMatchers: (cluster: Message) => readonly Message[] = prepared((cluster: Message) => {
  const method = text(cluster.method) ?? '';
  return [
    { name: ':path', regex_match: text(cluster.pattern) ?? '' },
    ...(method === '' || method === 'METHOD_UNSPECIFIED' ? [] : [{ name: ':method', exact_match: method }]),
  ];
});
