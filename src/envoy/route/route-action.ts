import { isMessage, type Message, message, number, text } from '../message.js';
import type { RequestHeaders } from '../request-headers.js';
import {
  type ClusterChoice,
  clusterChoices,
  clusterNotFoundCode,
  isHostOfUpstream,
  type Mirror,
  mirrors,
} from './clusters.js';
import { forwardedRequest, type RouteScope } from './forwarded-request.js';
import { pathSpecifier } from './path-match.js';
import { matchedPart } from './path-rewrite.js';
import { location, type Redirect, type RequestUrl, redirect } from './redirect.js';

/** A cluster that a route may choose, with the request that it would get. */
export interface RouteBranch extends ClusterChoice {
  request: RequestHeaders;
}

/** What a route does with a request that it takes. */
export type RouteAction =
  | {
      kind: 'cluster';
      /** All clusters that may be chosen; their shares add up to 1. */
      branches: readonly RouteBranch[];
      mirrors: readonly Mirror[];
      /** Status for the caller when the cluster is not configured. */
      clusterNotFoundCode: number;
      /** The Host becomes the name of the endpoint, where its cluster resolves names. */
      isHostOfUpstream: boolean;
      /** The `route` message, for timeouts, retries and metadata_match. */
      fields: Message;
    }
  | ({ kind: 'redirect' } & Redirect)
  | {
      kind: 'directResponse';
      code: number;
      body?: string;
      /** The URL of the request itself; Envoy sends it with the codes 201 and 300 to 399 alone. */
      location: string;
    }
  /** `non_forwarding_action` (gRPC clients without proxy), `filter_action`, or an action of a later release. */
  | { kind: 'unknown'; field: string };

/** The action of a route for a request that it takes. */
export function routeAction(scope: RouteScope, headers: RequestHeaders): RouteAction {
  const { route } = scope;
  if (isMessage(route.redirect)) {
    const specifier = pathSpecifier(message(route.match));
    const url = requestUrl(headers);
    return { kind: 'redirect', ...redirect(route.redirect, url, matchedPart(specifier, url.path)) };
  }
  if (isMessage(route.direct_response)) return directResponse(route.direct_response, headers);
  if (isMessage(route.route)) return clusterAction(scope, route.route, headers);
  return { kind: 'unknown', field: Object.keys(route).find((field) => field.endsWith('action')) ?? 'action' };
}

function clusterAction(scope: RouteScope, action: Message, headers: RequestHeaders): RouteAction {
  return {
    kind: 'cluster',
    branches: clusterChoices(action, headers).map((choice) => ({
      ...choice,
      request: forwardedRequest(scope, headers, choice.entry),
    })),
    mirrors: mirrors(action, scope.virtualHost, scope.routeConfiguration, headers),
    clusterNotFoundCode: clusterNotFoundCode(action),
    isHostOfUpstream: isHostOfUpstream(action),
    fields: action,
  };
}

function directResponse(response: Message, headers: RequestHeaders): RouteAction {
  const code = number(response.status) ?? 0;
  const body = text(message(response.body).inline_string);
  const url = requestUrl(headers);
  return {
    kind: 'directResponse',
    code,
    ...(body !== undefined && { body }),
    location: location({}, url, url.path),
  };
}

/** The request as redirects see it. */
export function requestUrl(headers: RequestHeaders): RequestUrl {
  const scheme = headers.get(':scheme') ?? 'http';
  return {
    authority: headers.get(':authority') ?? '',
    path: headers.get(':path') ?? '',
    scheme,
    forwardedProto: headers.get('x-forwarded-proto') ?? scheme,
  };
}

/**
 * The configuration of an HTTP filter for a route, from the most specific level that has one. Pass the levels in that order: entry of
 * the weighted clusters, route, virtual host, route configuration.
 */
export function filterConfig(levels: readonly Message[], filterName: string): Message | undefined {
  for (const level of levels) {
    const configs = message(level.typed_per_filter_config ?? level.per_filter_config);
    const config = Object.hasOwn(configs, filterName) ? configs[filterName] : undefined;
    if (isMessage(config)) return config;
  }
  return undefined;
}
