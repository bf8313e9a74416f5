import { matchHeader } from '../header-match.js';
import { bool, isMessage, type Message, message, messages, number, text } from '../message.js';
import { matchMetadata } from '../metadata-match.js';
import { prepared } from '../prepared.js';
import type { RequestHeaders } from '../request-headers.js';
import { matchString } from '../string-match.js';
import { and, every, type Truth } from '../truth.js';
import { matchPath, pathSpecifier } from './path-match.js';
import { matchQueryParameter, queryParameters } from './query-match.js';
import type { RouteRequest, RuntimeFraction } from './request.js';

/** How a RouteMatch (`route.match`) takes a request. */
export interface RouteMatchResult {
  matches: Truth;
  /** The parts of the match that decide it and cannot be known, by field name. */
  unknown: readonly string[];
  /** Share (0 to 1) of the requests that pass the runtime fraction; 1 without one. */
  chance: number;
}

const noMatch: RouteMatchResult = { matches: false, unknown: [], chance: 0 };

/** Whether a route takes a request: all parts of its `match` have to hold. */
export function matchRouteConditions(
  match: Message,
  request: RouteRequest,
  ignoresPathParameters: boolean,
): RouteMatchResult {
  const chance = chanceOf(match, request);
  if (chance === 0) return noMatch;
  const unknown: string[] = [];
  for (const [field, holds] of conditions(match, request, ignoresPathParameters)) {
    if (holds === false) return noMatch;
    if (holds === 'unknown') unknown.push(field);
  }
  return { matches: unknown.length === 0 ? true : 'unknown', unknown, chance };
}

function* conditions(
  match: Message,
  request: RouteRequest,
  ignoresPathParameters: boolean,
): Generator<readonly [field: string, holds: Truth]> {
  const { headers } = request;
  yield ['path', matchPath(pathSpecifier(match), headers, ignoresPathParameters)];
  if (isMessage(match.grpc)) yield ['grpc', isGrpc(headers)];
  yield ['headers', every(messages(match.headers), (matcher) => matchHeader(matcher, headers))];
  yield ['query_parameters', matchQuery(messages(match.query_parameters), headers)];
  if (isMessage(match.tls_context)) yield ['tls_context', matchCertificate(match.tls_context, request)];
  yield ['dynamic_metadata', every(messages(match.dynamic_metadata), (matcher) => matchDynamic(matcher, request))];
  yield ['filter_state', every(messages(match.filter_state), (matcher) => matchFilterState(matcher, request))];
}

function matchQuery(matchers: readonly Message[], headers: RequestHeaders): Truth {
  if (matchers.length === 0) return true;
  if (headers.isUnknown(':path')) return 'unknown';
  const parameters = queryParameters(headers.get(':path') ?? '');
  return every(matchers, (matcher) => matchQueryParameter(matcher, parameters));
}

/** gRPC-Web is not gRPC here, and neither is a content type with parameters. */
function isGrpc(headers: RequestHeaders): Truth {
  if (headers.isUnknown('content-type')) return 'unknown';
  const contentType = headers.get('content-type');
  return contentType === 'application/grpc' || contentType?.startsWith('application/grpc+') === true;
}

function matchCertificate(context: Message, request: RouteRequest): Truth {
  const wants = (field: unknown, actual: Truth | undefined): Truth => {
    const wanted = bool(field);
    if (wanted === undefined) return true;
    return actual === undefined || actual === 'unknown' ? 'unknown' : actual === wanted;
  };
  const certificate = request.peerCertificate;
  return and([wants(context.presented, certificate?.presented), wants(context.validated, certificate?.validated)]);
}

function matchDynamic(matcher: Message, { dynamicMetadata }: RouteRequest): Truth {
  return dynamicMetadata === 'unknown' ? 'unknown' : matchMetadata(matcher, dynamicMetadata ?? {});
}

/** Filter state that is not there matches nothing. */
function matchFilterState(matcher: Message, { filterState }: RouteRequest): Truth {
  if (filterState === 'unknown') return 'unknown';
  const value = filterState?.get(text(matcher.key) ?? '');
  if (value === undefined) return false;
  return isMessage(matcher.string_match) ? matchString(matcher.string_match, value) : 'unknown';
}

function chanceOf(match: Message, request: RouteRequest): number {
  const fraction = runtimeFraction(match);
  if (fraction === undefined) return 1;
  return request.chanceOf?.(fraction) ?? configuredChance(fraction);
}

/** The share of the requests that a fraction takes while no runtime override changes it. */
export function configuredChance({ numerator, denominator }: RuntimeFraction): number {
  return Math.min(1, numerator / denominator);
}

const denominators: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['TEN_THOUSAND', 10_000],
  [1, 10_000],
  ['MILLION', 1_000_000],
  [2, 1_000_000],
]);

/** `runtime_fraction` of a RouteMatch or mirror policy, or the percentage `runtime` of older releases (Envoy 1.8). */
export const runtimeFraction: (owner: Message) => RuntimeFraction | undefined = prepared((owner: Message) => {
  const source = isMessage(owner.runtime_fraction) ? owner.runtime_fraction : owner.runtime;
  if (!isMessage(source)) return undefined;
  const percent = message(source.default_value);
  const runtimeKey = text(source.runtime_key);
  return {
    ...(runtimeKey !== undefined && { runtimeKey }),
    numerator: number(percent.numerator) ?? number(source.default_value) ?? 0,
    denominator: denominators.get(percent.denominator) ?? 100,
  };
});
