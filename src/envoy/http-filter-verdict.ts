import { answersPreflight } from './cors.js';
import { externalAuthorization } from './ext-authz.js';
import { type Fault, faultOf } from './fault.js';
import type { HttpFilterKind } from './http-filter-kind.js';
import type { FilterContext, FilterRequest } from './http-filter-request.js';
import { evaluateIstioAuthn } from './istio-authn.js';
import { evaluateJwt, evaluateOldJwt, jwksClusters } from './jwt.js';
import { istioAuthnMetadata, jwtMetadata } from './jwt-metadata.js';
import { type KnownMetadata, withMetadata } from './known-metadata.js';
import { bool, type Extension, isMessage, type Message, message, text } from './message.js';
import { evaluateRbac, type RbacFilterResult, rbacOfRoute } from './rbac/filter.js';

/** What comes with a verdict, whatever it is. */
interface Findings {
  /** An RBAC filter: what it enforces and what it only watches. */
  rbac?: RbacFilterResult;
  /** The RBAC rules in force, for `nearestRule`. */
  rules?: Message;
  /** Clusters that the filter itself calls: for keys, authorizers, checks. */
  clusters?: readonly string[];
  /** The metadata after the filter. */
  metadata?: KnownMetadata;
}

export type FilterVerdict = Findings &
  (
    | { kind: 'pass'; isDisabled?: boolean }
    /** The router: to the upstream. */
    | { kind: 'forward' }
    | { kind: 'deny'; status: number; details: string; why: string; flag?: 'FI' }
    /** Answered on purpose, such as a CORS preflight. */
    | { kind: 'answer'; status: number; why: string }
    | { kind: 'fault'; fault: Fault }
    /** `opaque`: somebody else decides. `assumed`: the usual outcome is taken. */
    | { kind: 'opaque' | 'assumed' | 'unknown'; why: string; passesOnFailure?: boolean }
  );

const pass: FilterVerdict = { kind: 'pass' };

/** What one filter does to the request; `perRoute` is the config that the route has for it. */
export function verdictOf(
  kind: HttpFilterKind,
  filter: Extension,
  perRoute: Message | undefined,
  request: FilterRequest,
  context: FilterContext,
): FilterVerdict {
  const { fields } = filter;
  switch (kind) {
    case 'rbac':
      return rbac(perRoute === undefined ? fields : rbacOfRoute(perRoute), request);
    case 'jwt': {
      if (bool(perRoute?.disabled) === true) return pass;
      const metadata = jwtMetadata(request.metadata, fields, request);
      return { ...evaluateJwt(fields, request, perRoute), metadata, clusters: jwksClusters(fields) };
    }
    case 'old-jwt':
      return { ...evaluateOldJwt(fields, request), clusters: jwksClusters(fields) };
    case 'istio-authn': {
      const metadata = istioAuthnMetadata(request.metadata, fields, request, request.peer);
      return { ...evaluateIstioAuthn(fields, request, request.peer), metadata };
    }
    case 'ext-authz':
      return bool(perRoute?.disabled) === true ? pass : external(fields, request);
    case 'fault':
      return fault(perRoute ?? fields, request);
    case 'cors':
      return cors(perRoute ?? context.corsPolicies?.[0], request);
    case 'mixer':
      return mixer(fields, perRoute);
    case 'local-ratelimit':
      return isMessage((perRoute ?? fields).token_bucket) ? opaque('a rate limit of this proxy') : pass;
    case 'router':
      return { kind: 'forward' };
    case 'passive':
      return pass;
    case 'opaque':
      return opaque('its outcome cannot be told from the configuration');
  }
}

function opaque(why: string): FilterVerdict {
  return { kind: 'opaque', why };
}

function rbac(config: Message, request: FilterRequest): FilterVerdict {
  const result = evaluateRbac(config, request);
  const { decision, policy } = result.enforced;
  const found = {
    rbac: result,
    ...(isMessage(config.rules) && { rules: config.rules }),
    ...(result.shadow && { metadata: withMetadata(request.metadata, 'envoy.filters.http.rbac', result.metadata) }),
  };
  if (decision === 'allow') return { kind: 'pass', ...found };
  if (decision === 'unknown') return { kind: 'unknown', why: 'what its policies ask for is not known', ...found };
  return { kind: 'deny', status: 403, details: denialDetails(policy), why: 'RBAC: access denied', ...found };
}

/** Response code details of Envoy 1.14 and later, for requests and for connections. */
export function denialDetails(policy: string | undefined): string {
  return `rbac_access_denied_matched_policy[${(policy ?? 'none').replaceAll(' ', '_')}]`;
}

function external(config: Message, request: FilterRequest): FilterVerdict {
  const { isCalled, cluster, passesOnFailure } = externalAuthorization(config, request.metadata);
  if (isCalled === false) return pass;
  const why = isCalled === true ? 'an external service decides' : 'an external service may be asked to decide';
  return { kind: 'opaque', why, passesOnFailure, ...(cluster !== undefined && { clusters: [cluster] }) };
}

function fault(config: Message, request: FilterRequest): FilterVerdict {
  const found = faultOf(config, request.headers, request.cluster);
  if (found === undefined) return pass;
  const { abort, applies } = found;
  if (applies !== true || abort?.chance !== 1 || abort.status === undefined) return { kind: 'fault', fault: found };
  return { kind: 'deny', status: abort.status, details: 'fault_filter_abort', why: 'fault injection', flag: 'FI' };
}

function cors(policy: Message | undefined, { headers }: FilterRequest): FilterVerdict {
  const answers = policy === undefined ? false : answersPreflight(policy, headers);
  if (answers === false) return pass;
  if (answers === 'unknown') return { kind: 'unknown', why: 'whether the origin is allowed' };
  return { kind: 'answer', status: 200, why: 'a CORS preflight' };
}

/** Istio up to 1.7: the policy service is asked unless the route or the service says not to. */
function mixer(config: Message, perRoute: Message | undefined): FilterVerdict {
  const services = message(config.service_configs);
  const service = perRoute ?? message(services[text(config.default_destination_service) ?? '']);
  if (bool(service.disable_check_calls) === true) return pass;
  const cluster = text(message(config.transport).check_cluster);
  return { ...opaque('Mixer is asked'), ...(cluster !== undefined && { clusters: [cluster] }) };
}
