import type { LogCheck, LogSignature } from './signature.js';

const applicationOnly: readonly [LogCheck] = ['logs/application'];

/** What applications of any language print when the network lets them down; only texts that mean nothing else. */
export const application: readonly LogSignature[] = [
  {
    id: 'net-dns-no-such-host',
    pattern:
      /lookup (?<host>[^\s:,"]{1,253})(?: on \S{1,80}?)?: (?:[^"]{0,60}: )?no such host|getaddrinfo ENOTFOUND (?<host2>[^\s,'"]{1,253})|UnknownHostException: (?<host3>[^\s:,'"]{1,253})/,
    literals: ['no such host', 'getaddrinfo ENOTFOUND', 'UnknownHostException: '],
    severity: 'error',
    role: 'symptom',
    title: '{owner} looks up {host}, which does not exist',
    why: 'The name or its namespace is wrong, the service is gone, or the search list of the pod does not lead there.',
    fix: [
      {
        text: 'Check the name and the resolv.conf of the pod.',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
    checks: applicationOnly,
    identity: 'host',
  },
  {
    id: 'net-dns-timeout',
    pattern:
      /lookup (?<host>[^\s:,"]{1,253})(?: on \S{1,80}?)?:? (?:[^"]{0,120}: )?(?:i\/o timeout|server misbehaving|connection refused)|getaddrinfo EAI_AGAIN (?<host2>[^\s,'"]{1,253})|Temporary failure in name resolution/,
    literals: ['lookup ', 'getaddrinfo EAI_AGAIN', 'Temporary failure in name resolution'],
    severity: 'error',
    role: 'symptom',
    title: '{owner} gets no answer from DNS for {host}',
    why: 'The resolver is down or overloaded, or a NetworkPolicy blocks port 53.',
    fix: [
      {
        text: 'See whether the DNS pods run.',
        command: 'kubectl get pods -n kube-system -l k8s-app=kube-dns',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
    checks: applicationOnly,
    identity: 'host',
  },
  {
    id: 'net-dial-timeout',
    pattern:
      /dial tcp(?: (?<address>\S{1,80}))?: (?:connect: connection timed out|i\/o timeout)|connect ETIMEDOUT (?<address2>\S{1,80})/,
    literals: ['dial tcp', 'connect ETIMEDOUT '],
    severity: 'warning',
    role: 'symptom',
    title: 'Connections of {owner} to {address} time out',
    why: 'Packets are dropped: NetworkPolicy, firewall, or a dead node.',
    fix: [{ text: 'Find out what owns the address, and open the path to it.' }],
    checks: applicationOnly,
    identity: 'address',
  },
  {
    id: 'net-dial-refused',
    pattern:
      /dial tcp (?<address>[^\s>]{1,80}): connect: connection refused|connect ECONNREFUSED (?<address2>\S{1,80})|ConnectException: Connection refused|ConnectionRefusedError/,
    literals: [
      'connect: connection refused',
      'connect ECONNREFUSED ',
      'ConnectException: Connection refused',
      'ConnectionRefusedError',
    ],
    severity: 'warning',
    role: 'symptom',
    title: 'Connections of {owner} to {address} are refused',
    why: 'Nothing listens there; before its proxy is ready, every outgoing connection of a pod is refused too.',
    fix: [
      {
        text: 'When it happens at the start only, set holdApplicationUntilProxyStarts; else check what listens at the address.',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
    checks: applicationOnly,
    atLeast: { lines: 3, seconds: 600 },
    identity: 'address',
  },
  {
    id: 'net-tls-handshake-timeout',
    pattern: /net\/http: TLS handshake timeout|authentication handshake failed: context deadline exceeded/,
    literals: ['net/http: TLS handshake timeout', 'authentication handshake failed: context deadline exceeded'],
    severity: 'warning',
    role: 'symptom',
    title: '{owner} connects, but the TLS handshake gets no answer',
    why: 'The port speaks plain text, large packets are lost (MTU), or the peer gets no CPU.',
    fix: [{ text: 'Check port and protocol of the peer, and the MTU of the path.' }],
    checks: applicationOnly,
  },
  {
    id: 'x509-unknown-authority',
    pattern: /x509: certificate signed by unknown authority/,
    literals: ['x509: certificate signed by unknown authority'],
    severity: 'error',
    role: 'cause',
    title: '{owner} does not know the authority that signed the certificate of its peer',
    why: 'The peer presents a certificate of a private authority, or something intercepts TLS.',
    fix: [{ text: 'Give the application the root of that authority, or let the proxy originate TLS.' }],
    checks: applicationOnly,
  },
];
