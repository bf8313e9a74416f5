import type { Scopes } from './cause-scopes.js';

/** One edge of the causal graph: findings of `cause` explain findings of `symptoms` within a scope. */
export interface CauseRule {
  /** Id of a check, or a glob. */
  cause: string;
  /** Ids or globs of checks; `check#message` narrows to messages of the check. */
  symptoms: readonly string[];
  scope: keyof Scopes;
  /** The mechanism, in one sentence. */
  why: string;
}

/** What callers see of a service that has no endpoint to send to. */
const withoutEndpoint = ['endpoints/*', 'traffic/response-flags#al-uh', 'traffic/probe-failed'];
/** What callers see of a server that does not accept the connection. */
const notAccepted = [
  'traffic/response-flags#al-uf',
  'traffic/response-flags#al-urx',
  'traffic/response-flags#tcp-connect-refused-*',
  'traffic/probe-failed',
  'endpoints/unhealthy',
];
/** What callers see when one side speaks TLS and the other does not. */
const tlsAgainstPlaintext = [
  'traffic/response-flags#tls-wrong-version',
  'traffic/response-flags#al-uf',
  'traffic/response-flags#al-uc',
  'traffic/response-flags#al-nr-filter-chain',
  'traffic/probe-failed',
];
/** What callers see of a certificate that is not accepted. */
const certificateRefused = ['traffic/response-flags#tls-cert-*', 'traffic/response-flags#tls-unknown-ca'];

/** From the lowest layer to the highest: nodes, DNS, control plane, identity, configuration, workloads. */
export const causeRules: readonly CauseRule[] = [
  {
    cause: 'nodes/not-ready',
    symptoms: ['nodes/network-unavailable', 'nodes/pressure', 'nodes/unreachable'],
    scope: 'subject',
    why: 'A node that the control plane of Kubernetes has lost does not answer, and reports nothing new about itself.',
  },
  {
    cause: 'nodes/not-ready',
    symptoms: ['pods/*'],
    scope: 'node',
    why: 'Pods of a node that is not ready cannot run.',
  },
  {
    cause: 'dns/server-unhealthy',
    symptoms: ['dns/lookup-failed', 'dns/server-errors', 'control-plane/stream-errors#*lookup*'],
    scope: 'mesh',
    why: 'Every name in the cluster is resolved by these servers, the address of the control plane included.',
  },
  {
    cause: 'control-plane/not-ready',
    symptoms: [
      'control-plane/no-endpoints',
      'control-plane/webhook-service',
      'control-plane/stream-errors',
      'control-plane/disconnected',
      'proxy-sync/*',
      'injection/failed',
    ],
    scope: 'mesh',
    why: 'Proxies get their configuration and certificates from the control plane, and new pods their sidecar.',
  },
  {
    cause: 'control-plane/webhook-service',
    symptoms: ['injection/failed', 'injection/missing-sidecar'],
    scope: 'mesh',
    why: 'The API server cannot call the injection webhook, so pods are refused or start without a sidecar.',
  },
  {
    cause: 'control-plane/discovery-address',
    symptoms: ['control-plane/disconnected', 'control-plane/stream-errors', 'proxy-sync/missing-proxy'],
    scope: 'workload',
    why: 'The proxy looks for its control plane under an address that does not lead to it.',
  },
  {
    cause: 'certificates/expired',
    symptoms: certificateRefused,
    scope: 'service',
    why: 'Peers refuse mutual TLS with an expired certificate.',
  },
  {
    cause: 'certificates/root-mismatch',
    symptoms: ['certificates/chain', ...certificateRefused],
    scope: 'service',
    why: 'Proxies that trust different roots refuse each other’s certificates.',
  },
  {
    cause: 'mtls/declared-modes',
    symptoms: ['mtls/client-server-mode', 'mtls/tls-check-conflict', ...tlsAgainstPlaintext],
    scope: 'host',
    why: 'Clients speak plain text to a server that insists on mutual TLS, or the other way round.',
  },
  {
    cause: 'mtls/client-server-mode',
    symptoms: ['mtls/tls-check-conflict', ...tlsAgainstPlaintext],
    scope: 'host',
    why: 'Clients speak plain text to a server that insists on mutual TLS, or the other way round.',
  },
  {
    cause: 'proxies/rejected-configuration',
    symptoms: ['proxy-sync/stale', 'proxy-sync/rejected', 'logs/proxy#*nack*', 'logs/proxy#*rejected*'],
    scope: 'workload',
    why: 'A proxy that rejects an update keeps running on the last configuration it accepted.',
  },
  {
    cause: 'routing/missing-subset',
    symptoms: ['routing/missing-cluster'],
    scope: 'host',
    why: 'Without the subset there is no Envoy cluster for the route to send to.',
  },
  {
    cause: 'routing/unknown-host',
    symptoms: ['routing/missing-cluster', 'traffic/response-flags#al-nc', 'traffic/response-flags#al-nr-*'],
    scope: 'host',
    why: 'Without a service of that name there is no Envoy cluster for the route to send to.',
  },
  {
    cause: 'services/selector',
    symptoms: withoutEndpoint,
    scope: 'service',
    why: 'A service that selects no pod has no endpoint to send to.',
  },
  {
    cause: 'services/target-port',
    symptoms: withoutEndpoint,
    scope: 'service',
    why: 'Endpoints are made for the target port, and no container has it.',
  },
  {
    cause: 'pods/*',
    symptoms: [...withoutEndpoint, 'dns/server-unhealthy', 'control-plane/no-endpoints'],
    scope: 'service',
    why: 'Pods that do not run or are not ready are taken out of the endpoints of their services.',
  },
  {
    cause: 'pod-network/port-not-listening',
    symptoms: notAccepted,
    scope: 'service',
    why: 'Nothing accepts connections on the port that the service sends to.',
  },
  {
    cause: 'pod-network/loopback-only',
    symptoms: notAccepted,
    scope: 'service',
    why: 'The application accepts connections on loopback only, and the sidecar sends them to the pod’s address.',
  },
  {
    cause: 'endpoints/not-ready',
    symptoms: withoutEndpoint,
    scope: 'service',
    why: 'Envoy answers 503 itself when a service has no healthy endpoint.',
  },
];
