import { isMessage, type Message, message, messages, snakeCase, text } from '../message.js';
import { prepared } from '../prepared.js';
import { type HttpRequest, headersOfRequest } from '../request-headers.js';
import { pickChoice } from './clusters.js';
import type { RouteRequest, RuntimeFraction } from './request.js';
import { type RouteCandidate, selectRoute, virtualClusterOf } from './select.js';

/** A request for the route matcher, in the terms of Envoy's router_check_tool. */
export interface RouteMatchRequest extends HttpRequest {
  /** Decides weighted clusters and runtime fractions. Default 0. */
  randomValue?: number | undefined;
  /** The runtime key that is set; a route with a fraction under any other key is off. */
  runtime?: string | undefined;
  /** Metadata set by earlier filters; a namespace that is set already keeps its value unless `allow_overwrite` is true. */
  dynamicMetadata?: readonly { metadata_namespace: string; value: unknown; allow_overwrite?: boolean }[] | undefined;
}

/** Which route takes a request and what it does; null where something does not apply. */
export interface RouteMatchOutcome {
  virtualHost: string | null;
  /** Index of the route in its virtual host. */
  route: number | null;
  cluster: string | null;
  virtualCluster: string | null;
  /** Host and path (with query) that the cluster gets, rewritten or not. */
  hostRewrite: string | null;
  pathRewrite: string | null;
  /** Of a direct response too: its code and the URL of the request, as router_check_tool reports them. */
  redirect: { code: number; location: string } | null;
  directResponse: { code: number } | null;
  /** Only there when the answer depends on something that is not modelled: the fields that decide, such as `path` for a pattern that RE2 refuses. */
  unknown?: readonly string[];
}

const nothing: RouteMatchOutcome = {
  virtualHost: null,
  route: null,
  cluster: null,
  virtualCluster: null,
  hostRewrite: null,
  pathRewrite: null,
  redirect: null,
  directResponse: null,
};

/**
 * Matches a request against an Envoy route configuration as found in a config dump: v2 or v3, with field names in snake_case or
 * camelCase. The configuration object is prepared once and must not be changed afterwards.
 */
export function matchRoute(routeConfiguration: object, request: RouteMatchRequest): RouteMatchOutcome {
  const headers = headersOfRequest(request);
  const routeRequest: RouteRequest = {
    headers,
    dynamicMetadata: dynamicMetadata(request),
    peerCertificate: { presented: false, validated: false },
    chanceOf: (fraction) => (isOn(fraction, request) ? 1 : 0),
  };
  const { virtualHost, candidates, unknown } = selectRoute(normalised(routeConfiguration), routeRequest);
  if (virtualHost === undefined) return unknown === undefined ? nothing : { ...nothing, unknown: [unknown] };
  const found = { ...nothing, virtualHost: virtualHost.name };
  if (unknown !== undefined) return { ...found, unknown: [unknown] };
  const [candidate] = candidates;
  if (candidate === undefined) return found;
  if (candidate.matches === 'unknown') return { ...found, unknown: candidate.unknown };
  const virtualCluster = virtualClusterOf(virtualHost.fields, headers) ?? null;
  return { ...found, route: candidate.index ?? null, ...outcomeOf(candidate, request, virtualCluster) };
}

const normalised: (routeConfiguration: object) => Message = prepared((routeConfiguration: object) =>
  message(snakeCase(routeConfiguration)),
);

function outcomeOf(
  { action }: RouteCandidate,
  request: RouteMatchRequest,
  virtualCluster: string | null,
): Partial<RouteMatchOutcome> {
  if (action.kind === 'unknown') return { unknown: [action.field] };
  if (action.kind === 'directResponse') {
    const { code, location } = action;
    return { redirect: { code, location }, directResponse: { code } };
  }
  if (action.kind === 'redirect') {
    const { code, location } = action;
    return location === undefined ? { unknown: ['redirect'] } : { redirect: { code, location } };
  }
  const branch = pickChoice(action.branches, request.randomValue ?? 0);
  if (branch === undefined) return {};
  if (branch.unknown !== undefined) return { unknown: [branch.unknown] };
  return {
    cluster: branch.cluster ?? null,
    virtualCluster,
    hostRewrite: branch.request.get(':authority') ?? null,
    pathRewrite: branch.request.get(':path') ?? null,
  };
}

/** As router_check_tool does it: a numerator of 0 counts as 1. */
function isOn(fraction: RuntimeFraction, { runtime, randomValue }: RouteMatchRequest): boolean {
  return fraction.runtimeKey === runtime && (randomValue ?? 0) < Math.max(1, fraction.numerator);
}

function dynamicMetadata({ dynamicMetadata: given }: RouteMatchRequest): Message {
  const namespaces = new Map<string, unknown>();
  for (const { metadata_namespace: name, value, allow_overwrite: overwrites } of messages(given).map(entryOf)) {
    if (overwrites || !namespaces.has(name)) namespaces.set(name, value);
  }
  return Object.fromEntries(namespaces);
}

function entryOf(entry: Message): { metadata_namespace: string; value: unknown; allow_overwrite: boolean } {
  return {
    metadata_namespace: text(entry.metadata_namespace) ?? '',
    value: isMessage(entry.value) ? entry.value : {},
    allow_overwrite: entry.allow_overwrite === true,
  };
}
