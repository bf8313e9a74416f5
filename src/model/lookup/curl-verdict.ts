import type { Severity } from '../../core/severity.js';
import type { CurlResult } from '../facets.js';

/** Who or what let a recorded request fail. */
export type CurlVerdict =
  | 'refused'
  | 'notConnected'
  | 'noRoute'
  | 'timeout'
  | 'reset'
  | 'emptyReply'
  | 'nameNotResolved'
  | 'tlsToPlaintext'
  | 'certificate'
  | 'noHealthyUpstream'
  | 'policy'
  | 'token'
  | 'upstreamTls'
  | 'upstreamConnection'
  | 'upstreamReset'
  | 'upstreamTimeout'
  | 'overload'
  | 'noMatchingRoute'
  | 'envoy'
  | 'application'
  | 'status'
  | 'other';

const ofOutcome: Readonly<Record<Exclude<CurlResult['outcome'], 'response'>, CurlVerdict>> = {
  refused: 'refused',
  'not-connected': 'notConnected',
  'no-route': 'noRoute',
  timeout: 'timeout',
  reset: 'reset',
  'empty-reply': 'emptyReply',
  'name-not-resolved': 'nameNotResolved',
  'tls-to-plaintext': 'tlsToPlaintext',
  certificate: 'certificate',
  other: 'other',
};

/** Bodies that Envoy makes, most telling first. Istio 1.0 says no more than "upstream connect error"; Mixer had words of its own. */
const ofReason: readonly (readonly [RegExp, CurlVerdict])[] = [
  [/^no healthy upstream|UNAVAILABLE:no healthy upstream/i, 'noHealthyUpstream'],
  [/RBAC: access denied|^PERMISSION_DENIED:/i, 'policy'],
  [/^(Jwt|Audiences in Jwt|jwks|UNAUTHENTICATED:)/i, 'token'],
  [/local_rate_limited|^RESOURCE_EXHAUSTED:|overflow|overload manager/i, 'overload'],
  [/TLS error|SSL error|CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER/i, 'upstreamTls'],
  [/upstream request timeout|stream timeout|response timeout|connection timeout/i, 'upstreamTimeout'],
  [/connection failure|delayed connect error/i, 'upstreamConnection'],
  [/^upstream connect error/i, 'upstreamReset'],
];

/** Nothing when the request was answered, by whomever, with something that may be meant: below 400, or an application's 4xx. */
export function curlVerdict({
  outcome,
  status,
  fromEnvoy,
  envoyReason = '',
  server,
}: CurlResult): CurlVerdict | undefined {
  if (outcome !== 'response') return ofOutcome[outcome];
  const reason = ofReason.find(([pattern]) => pattern.test(envoyReason));
  if (reason !== undefined) return reason[1];
  if (status === undefined || status < 400) return undefined;
  // Without headers (-w alone) nobody can tell who answered.
  if (!fromEnvoy && status >= 500) return server === undefined ? 'status' : 'application';
  if (!fromEnvoy) return undefined;
  return status === 404 ? 'noMatchingRoute' : 'envoy';
}

/** What may be meant to be so, or is not of the mesh's making, is less than an error. */
export function severityOf(verdict: CurlVerdict): Severity {
  if (verdict === 'application' || verdict === 'overload') return 'info';
  return ['policy', 'token', 'noMatchingRoute', 'status', 'other'].includes(verdict) ? 'warning' : 'error';
}
