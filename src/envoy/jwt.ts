import { bool, entries, isMessage, type Message, message, messages, text } from './message.js';
import type { RequestHeaders } from './request-headers.js';
import { matchRouteConditions } from './route/route-match.js';

/** What is known of the token that a call carries. */
export interface Token {
  /** Absent: not known. */
  issuer?: string;
  /** The payload, `iss` and `sub` among it. Absent: not known. */
  claims?: Message;
}

export interface JwtRequest {
  headers: RequestHeaders;
  /** `none` for a call without a token. Absent: the headers tell whether there is one. */
  token?: Token | 'none';
}

/** `assumed`: it depends on the signature, which nobody checks offline. */
export type JwtVerdict =
  | { kind: 'pass' }
  | { kind: 'deny'; status: number; details: string; why: string }
  | { kind: 'assumed' | 'unknown'; why: string };

const pass: JwtVerdict = { kind: 'pass' };
const missing = denial('Jwt is missing');
const unknownIssuer = denial('Jwt issuer is not configured');
const unverified: JwtVerdict = { kind: 'assumed', why: 'the token is taken to be valid' };

/** The token of a call: given, or as the Authorization header has it. Undefined when that header is not known. */
export function tokenOf({ headers, token }: JwtRequest): Token | 'none' | undefined {
  if (token !== undefined) return token;
  if (headers.isUnknown('authorization')) return undefined;
  return /^bearer /i.test(headers.get('authorization') ?? '') ? {} : 'none';
}

/** The filter `envoy.filters.http.jwt_authn`; `perRoute` is the route's own PerRouteConfig. */
export function evaluateJwt(config: Message, request: JwtRequest, perRoute?: Message): JwtVerdict {
  if (bool(perRoute?.disabled) === true) return pass;
  if (bool(config.bypass_cors_preflight) === true && isPreflight(request.headers)) return pass;
  const name = text(perRoute?.requirement_name);
  if (name !== undefined) return named(config, name, request, 403);
  for (const rule of messages(config.rules)) {
    const { matches } = matchRouteConditions(message(rule.match), { headers: request.headers }, false);
    if (matches === 'unknown') return { kind: 'unknown', why: 'which rule of the JWT filter applies' };
    if (matches) return ruleVerdict(config, rule, request);
  }
  return isMessage(config.filter_state_rules) ? { kind: 'unknown', why: 'a rule by filter state' } : pass;
}

/** Istio 1.0's filter `jwt-auth`, which mostly lets pass what `istio_authn` then refuses. */
export function evaluateOldJwt(config: Message, request: JwtRequest): JwtVerdict {
  if (bool(config.allow_missing_or_failed) === true || messages(config.rules).length === 0) return pass;
  const issuers = messages(config.rules).map((rule) => text(rule.issuer));
  return verify(issuers, request);
}

/** Clusters that serve the keys of the providers. */
export function jwksClusters(config: Message): readonly string[] {
  const remote = [...entries(config.providers).map(([, provider]) => message(provider)), ...messages(config.rules)];
  const clusters = remote.flatMap((provider) => text(message(message(provider.remote_jwks).http_uri).cluster) ?? []);
  return [...new Set(clusters)];
}

/** An OPTIONS request that asks for another method on behalf of an origin. */
export function isPreflight({ get }: RequestHeaders): boolean {
  return get(':method') === 'OPTIONS' && !!get('origin') && !!get('access-control-request-method');
}

function ruleVerdict(config: Message, rule: Message, request: JwtRequest): JwtVerdict {
  const name = text(rule.requirement_name);
  if (name !== undefined) return named(config, name, request, 401);
  return isMessage(rule.requires) ? requirement(config, rule.requires, request) : pass;
}

function named(config: Message, name: string, request: JwtRequest, status: number): JwtVerdict {
  const found = new Map(entries(config.requirement_map)).get(name);
  if (isMessage(found)) return requirement(config, found, request);
  return { ...denial(`Wrong requirement_name: ${name}`), status };
}

function requirement(config: Message, requires: Message, request: JwtRequest): JwtVerdict {
  if (isMessage(requires.requires_any)) {
    return anyOf(messages(requires.requires_any.requirements).map((one) => requirement(config, one, request)));
  }
  if (isMessage(requires.requires_all)) {
    return allOf(messages(requires.requires_all.requirements).map((one) => requirement(config, one, request)));
  }
  if (requires.allow_missing_or_failed !== undefined) return pass;
  if (requires.allow_missing !== undefined) return orMissing(config, request);
  const provider = text(requires.provider_name) ?? text(message(requires.provider_and_audiences).provider_name);
  if (provider === undefined) return pass;
  return verify(
    issuersOf(config)
      .filter(([name]) => name === provider)
      .map(([, issuer]) => issuer),
    request,
  );
}

function issuersOf(config: Message): readonly (readonly [provider: string, issuer: string | undefined])[] {
  return entries(config.providers).map(([name, provider]) => [name, text(message(provider).issuer)]);
}

/** A token that is there must still be one of the configured issuers. */
function orMissing(config: Message, request: JwtRequest): JwtVerdict {
  if (tokenOf(request) === 'none') return pass;
  return verify(
    issuersOf(config).map(([, issuer]) => issuer),
    request,
  );
}

/** A provider without an issuer takes the tokens of any. */
function verify(issuers: readonly (string | undefined)[], request: JwtRequest): JwtVerdict {
  const token = tokenOf(request);
  if (token === undefined) return { kind: 'unknown', why: 'whether the call carries a token' };
  if (token === 'none') return missing;
  const issuer = token.issuer ?? text(token.claims?.iss);
  if (issuer === undefined || issuers.some((known) => known === undefined || known === issuer)) return unverified;
  return unknownIssuer;
}

function anyOf(verdicts: readonly JwtVerdict[]): JwtVerdict {
  const best = (['pass', 'assumed', 'unknown'] as const).flatMap(
    (kind) => verdicts.find((one) => one.kind === kind) ?? [],
  );
  return best[0] ?? verdicts[0] ?? pass;
}

function allOf(verdicts: readonly JwtVerdict[]): JwtVerdict {
  const worst = (['deny', 'unknown', 'assumed'] as const).flatMap(
    (kind) => verdicts.find((one) => one.kind === kind) ?? [],
  );
  return worst[0] ?? pass;
}

function denial(why: string) {
  return { kind: 'deny', status: 401, details: `jwt_authn_access_denied{${why.replaceAll(' ', '_')}}`, why } as const;
}
