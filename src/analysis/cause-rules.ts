import type { Scopes } from './cause-scopes.js';

/** One edge of the causal graph: findings of check `cause` explain findings of the checks `symptoms` within a scope. */
export interface CauseRule {
  /** Check id or glob. */
  cause: string;
  symptoms: readonly string[];
  scope: keyof Scopes;
  /** The mechanism, in one sentence. */
  why: string;
}

/** From the lowest layer to the highest: nodes, DNS, control plane, identity, configuration, workloads. */
export const causeRules: readonly CauseRule[] = [
  {
    cause: 'nodes/not-ready',
    symptoms: ['nodes/network-unavailable', 'nodes/pressure'],
    scope: 'subject',
    why: 'A node that the control plane has lost reports nothing new about its network and its resources.',
  },
  {
    cause: 'nodes/not-ready',
    symptoms: ['nodes/unreachable', 'pods/*'],
    scope: 'node',
    why: 'Pods of a node that is not ready cannot run, and the node does not answer.',
  },
  {
    cause: 'dns/server-unhealthy',
    symptoms: ['dns/lookup-failed', 'dns/server-errors', 'control-plane/stream-errors'],
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
    cause: 'control-plane/restarts',
    symptoms: ['control-plane/stream-errors', 'proxy-sync/missing-proxy'],
    scope: 'mesh',
    why: 'A control plane that restarts drops the stream of every proxy connected to it.',
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
    scope: 'subject',
    why: 'The proxy looks for its control plane under an address that does not lead to it.',
  },
  {
    cause: 'certificates/expired',
    symptoms: ['certificates/expiring', 'mtls/*', 'traffic/*', 'logs/proxy'],
    scope: 'service',
    why: 'Peers refuse mutual TLS with an expired certificate.',
  },
  {
    cause: 'certificates/root-mismatch',
    symptoms: ['certificates/chain', 'traffic/*'],
    scope: 'service',
    why: 'Proxies that trust different roots refuse each other’s certificates.',
  },
  {
    cause: 'mtls/declared-modes',
    symptoms: ['mtls/client-server-mode', 'traffic/*'],
    scope: 'host',
    why: 'Clients speak plain text to a server that insists on mutual TLS, or the other way round.',
  },
  {
    cause: 'proxies/rejected-configuration',
    symptoms: ['proxy-sync/stale', 'proxy-sync/rejected', 'logs/proxy'],
    scope: 'subject',
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
    symptoms: ['routing/missing-cluster', 'traffic/*'],
    scope: 'host',
    why: 'Without a service of that name there is no Envoy cluster for the route to send to.',
  },
  {
    cause: 'services/selector',
    symptoms: ['endpoints/*', 'traffic/*'],
    scope: 'service',
    why: 'A service that selects no pod has no endpoint to send to.',
  },
  {
    cause: 'services/target-port',
    symptoms: ['endpoints/*', 'traffic/*'],
    scope: 'service',
    why: 'Endpoints are made for the target port, and no container has it.',
  },
  {
    cause: 'pods/*',
    symptoms: ['endpoints/*', 'traffic/*'],
    scope: 'service',
    why: 'Pods that do not run or are not ready are taken out of the endpoints of their services.',
  },
  {
    cause: 'pod-network/redirect-chains',
    symptoms: ['pod-network/init-failure'],
    scope: 'subject',
    why: 'The rules that send traffic through the sidecar were never written completely.',
  },
  {
    cause: 'pod-network/port-not-listening',
    symptoms: ['traffic/*', 'endpoints/unhealthy'],
    scope: 'service',
    why: 'Nothing accepts connections on the port that the service sends to.',
  },
  {
    cause: 'pod-network/loopback-only',
    symptoms: ['traffic/*', 'endpoints/unhealthy'],
    scope: 'service',
    why: 'The application accepts connections on loopback only, and the sidecar sends them to the pod’s address.',
  },
  {
    cause: 'endpoints/*',
    symptoms: ['traffic/*'],
    scope: 'service',
    why: 'Envoy answers 503 itself when a service has no healthy endpoint.',
  },
];
