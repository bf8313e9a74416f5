import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** What istiod says about the proxies that connect to it. */
export const istiodClients: readonly LogSignature[] = [
  {
    id: 'istiod-jwt-sa-mismatch',
    pattern: /does not match claim|namespace claim is missing/,
    literals: ['does not match claim', 'namespace claim is missing'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane refuses tokens that do not belong to the service account as it is now',
    why: 'The service account was deleted and created again while its pods ran, or the token is not one of Kubernetes.',
    fix: [{ text: 'Restart the pods that are older than their service account.', command: 'kubectl get sa -A' }],
    checks: controlPlane,
    explains: ['istiod-client-auth-failed'],
  },
  {
    id: 'istiod-xds-unauthorized',
    pattern: /Unauthorized XDS: (?<peer>\S{1,80})(?: with identity (?<identity>\[[^\]]{0,300}\]))?/,
    literals: ['Unauthorized XDS: '],
    severity: 'error',
    role: 'cause',
    title: 'The control plane refuses a proxy whose identity {identity} is not that of the workload it claims to be',
    why: 'The service account of the proxy and its metadata disagree, as with a VM that has the files of another workload.',
    fix: [{ text: 'Create the files of the VM again with the service account of its WorkloadEntry.' }],
    checks: controlPlane,
    identity: 'identity',
  },
  {
    id: 'istiod-rate-limited',
    pattern: /exceeded rate limit/,
    literals: ['exceeded rate limit'],
    severity: 'warning',
    role: 'symptom',
    title: 'The control plane makes proxies wait before they connect',
    why: 'More of them connect at once than PILOT_MAX_REQUESTS_PER_SECOND allows, usually after a restart.',
    fix: [{ text: 'Run more replicas of the control plane, or give it more CPU; it ends by itself after a storm.' }],
    checks: controlPlane,
  },
  {
    id: 'istiod-no-preface',
    pattern: /failed to receive the preface from client/,
    literals: ['failed to receive the preface from client'],
    severity: 'warning',
    role: 'symptom',
    title: 'Clients connect to a gRPC port of the control plane without speaking HTTP/2',
    why: 'A load balancer checks the port, a client uses TLS on the plain port or the other way round, or packets are lost.',
    fix: [
      { text: 'See who has the addresses; give proxies the port and TLS mode that belong together (15010, 15012).' },
    ],
    checks: controlPlane,
    atLeast: { lines: 3, seconds: 600 },
  },
];
