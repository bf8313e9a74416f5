import type { LogCheck, LogSignature } from './signature.js';

const everywhere: readonly [LogCheck, ...LogCheck[]] = [
  'logs/control-plane',
  'logs/proxy',
  'dns/server-errors',
  'pod-network/cni-failure',
];

/** Errors of Go's net package: what a component of the mesh could not reach. Symptoms, as a rule. */
export const network: readonly LogSignature[] = [
  {
    id: 'net-dns-no-such-host',
    pattern: /lookup (?<host>[^\s:,"]{1,253})(?: on (?<resolver>\S{1,80}?))?: (?:[^"]{0,60}: )?no such host/,
    literals: ['no such host'],
    severity: 'warning',
    role: 'symptom',
    title: '{owner} looks up {host}, which does not exist',
    why: 'The name or its namespace is wrong, the service is gone, or the search list of the pod does not lead there.',
    fix: [
      {
        text: 'Check the name and the resolv.conf of the pod.',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
    checks: everywhere,
    identity: 'host',
  },
  {
    id: 'net-dns-timeout',
    pattern:
      /lookup (?<host>[^\s:,"]{1,253})(?: on (?<resolver>\S{1,80}?))?:? (?:[^"]{0,120}: )?(?<reason>i\/o timeout|server misbehaving|connection refused)/,
    literals: ['lookup '],
    severity: 'warning',
    role: 'symptom',
    title: '{owner} gets no answer from DNS for {host}: {reason}',
    why: 'The resolver is down or overloaded, or a NetworkPolicy blocks port 53.',
    fix: [
      {
        text: 'See whether the DNS pods run, and whether the nameserver of the pod is the cluster DNS service.',
        command: 'kubectl get pods,services -n kube-system -l k8s-app=kube-dns',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
    checks: everywhere,
    identity: 'host',
  },
  {
    id: 'net-dial-timeout',
    pattern: /dial tcp(?: (?<address>\S{1,80}))?: (?:connect: connection timed out|i\/o timeout)/,
    literals: ['dial tcp'],
    severity: 'warning',
    role: 'symptom',
    title: 'Connections of {owner} to {address} time out',
    why: 'Packets are dropped: NetworkPolicy, firewall, or a dead node.',
    fix: [{ text: 'Find out what owns the address, and open the path to it.' }],
    checks: everywhere,
    identity: 'address',
  },
  {
    id: 'net-dial-refused',
    // Ports of the control plane and of the Kubernetes API; others belong to applications.
    pattern: /dial tcp (?<address>\S{1,60}:(?:1501[0127]|443|6443)): connect: connection refused/,
    literals: ['connect: connection refused'],
    severity: 'warning',
    role: 'symptom',
    title: 'Connections of {owner} to {address} are refused',
    why: 'The control plane or the API server behind the address is down or has no endpoints.',
    fix: [
      { text: 'See whether the service has ready endpoints.', command: 'kubectl get pods,endpoints -n istio-system' },
    ],
    checks: everywhere,
    identity: 'address',
  },
  {
    id: 'net-tls-handshake-timeout',
    pattern: /authentication handshake failed: context deadline exceeded/,
    literals: ['authentication handshake failed: context deadline exceeded'],
    severity: 'warning',
    role: 'symptom',
    title: '{owner} connects, but the TLS handshake gets no answer',
    why: 'The port speaks plain text, large packets are lost (MTU), or the peer gets no CPU.',
    fix: [
      { text: 'Check port and protocol of the peer, the MTU of the path, and the CPU limit of the control plane.' },
    ],
    checks: everywhere,
  },
];
