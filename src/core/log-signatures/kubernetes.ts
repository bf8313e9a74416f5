import type { LogCheck, LogSignature } from './signature.js';

const apiClients: readonly [LogCheck, ...LogCheck[]] = [
  'logs/control-plane',
  'dns/server-errors',
  'pod-network/cni-failure',
];

/** What every process that talks to the Kubernetes API through client-go may print. */
export const kubernetesClient: readonly LogSignature[] = [
  {
    id: 'k8s-api-forbidden',
    pattern: /\b(?<resource>[\w.-]{1,100}) is forbidden: User \\?"(?<user>[^"\\]{1,200})/,
    literals: [' is forbidden: User'],
    severity: 'error',
    role: 'cause',
    title: 'The Kubernetes API denies {user} access to {resource}',
    why: 'The component works without that data; its ClusterRole is often older than its version.',
    fix: [
      {
        text: 'Apply the RBAC of the running version and revision again.',
        command: 'kubectl get clusterroles,clusterrolebindings',
      },
    ],
    checks: apiClients,
    identity: 'resource',
    explains: ['k8s-watch-failed'],
  },
  {
    id: 'k8s-api-unauthorized',
    pattern: /: Unauthorized(?:["\s,;]|$)/,
    literals: [': Unauthorized'],
    severity: 'error',
    role: 'cause',
    title: 'The Kubernetes API does not accept the credentials of {owner}',
    why: 'A token in a remote secret or kubeconfig has expired or was revoked.',
    fix: [{ text: 'Create the remote secret again, or restart the component so that it reads its new token.' }],
    checks: apiClients,
    explains: ['k8s-watch-failed'],
  },
  {
    id: 'k8s-watch-failed',
    pattern:
      /(?:watch error in cluster (?<cluster>\S{1,100}): )?[Ff]ailed to (?:list|watch) (?<kind>\*[\w.]{1,100})(?:: (?<reason>[^\t]{1,300}))?|watch error in cluster/,
    literals: ['ailed to list *', 'ailed to watch *', 'watch error in cluster'],
    severity: 'error',
    role: 'symptom',
    title: '{owner} cannot list or watch {kind}: {reason}',
    why: 'It works with old data, or none, of that kind.',
    fix: [
      {
        text: 'The end of the line says why: unreachable API server, missing right, missing CRD or expired credentials.',
      },
    ],
    checks: apiClients,
    identity: 'kind',
    explains: ['net-dial-timeout', 'net-dial-refused', 'net-dns-timeout', 'net-dns-no-such-host'],
  },
  {
    id: 'k8s-throttled',
    pattern: /client-side throttling|Throttling request took/,
    literals: ['client-side throttling', 'Throttling request took'],
    severity: 'warning',
    role: 'symptom',
    title: '{owner} slows down its own requests to the Kubernetes API',
    why: 'It has more to read and write than its rate limit allows, so reconciliation and status lag behind.',
    fix: [
      {
        text: 'Look for what is written again and again; raise the client limits (PILOT_KUBE_CLIENT_QPS, --kubernetesApiQPS) in a large cluster.',
      },
    ],
    checks: ['logs/control-plane'],
    atLeast: { lines: 5, seconds: 600 },
  },
  {
    id: 'leader-lock-error',
    pattern: /error (?:retrieving resource lock (?<lock>[^\s:]{1,200})|initially creating leader election record)/,
    literals: ['error retrieving resource lock ', 'error initially creating leader election record'],
    severity: 'error',
    role: 'symptom',
    title: '{owner} cannot read or create its leader election lock {lock}',
    why: 'Without the lock nobody does the work of the leader: root certificates of namespaces, status, gateway deployments.',
    fix: [
      {
        text: 'The end of the line says why: restore the way to the API server, or the rights on configmaps and leases.',
      },
    ],
    checks: ['logs/control-plane'],
    transient: true,
    identity: 'lock',
    explains: ['net-dial-timeout', 'net-dial-refused', 'net-dns-timeout', 'net-dns-no-such-host'],
  },
];
