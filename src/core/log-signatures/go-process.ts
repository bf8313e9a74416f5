import type { LogCheck, LogSignature } from './signature.js';

const everyGoProcess: readonly [LogCheck, ...LogCheck[]] = [
  'logs/control-plane',
  'logs/proxy',
  'dns/server-errors',
  'pod-network/cni-failure',
];

/** What any Go process may print, and other processes in the same words: crypto/x509, the runtime, the network of the kernel. */
export const goProcess: readonly LogSignature[] = [
  {
    id: 'x509-unknown-authority',
    pattern: /x509: certificate signed by unknown authority/,
    literals: ['x509: certificate signed by unknown authority'],
    severity: 'error',
    role: 'cause',
    title: '{owner} does not know the authority that signed the certificate of its peer',
    why: 'Roots differ: a CA bundle is stale, a namespace has the root of another mesh, or something intercepts TLS.',
    fix: [
      {
        text: 'Compare the caBundle of the webhooks, istio-ca-root-cert of the namespace and the CA secret.',
        command: 'kubectl get configmap istio-ca-root-cert -n {namespace} -o yaml',
      },
    ],
    checks: everyGoProcess,
    explains: ['agent-ca-unreachable', 'agent-xds-connect-failed', 'xds-stream-down-since', 'xds-stream-unavailable'],
  },
  {
    id: 'x509-expired',
    pattern: /certificate has expired or is not yet valid(?:: current time \S{1,40} is after |["\\\s]|$)/,
    literals: ['certificate has expired or is not yet valid'],
    severity: 'error',
    role: 'cause',
    title: '{owner} meets a certificate that has expired',
    why: 'The root of Istio 1.0 lived for one year; a control plane that cannot renew certificates has the same effect.',
    fix: [
      {
        text: 'Read the dates of the CA, the webhook certificate and the workload certificates; renew with both roots in place.',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
    ],
    checks: everyGoProcess,
    explains: ['agent-ca-unreachable', 'agent-xds-connect-failed', 'xds-stream-down-since', 'xds-stream-unavailable'],
  },
  {
    id: 'x509-not-yet-valid',
    pattern:
      /certificate has expired or is not yet valid: current time (?<now>\S{1,40}) is before (?<from>[^\s"\\]{1,40})/,
    literals: ['certificate has expired or is not yet valid'],
    severity: 'error',
    role: 'cause',
    title: 'The clock of {owner} is behind: at {now} a certificate that is valid from {from}',
    why: 'Fresh certificates and tokens are refused until the clock has caught up.',
    fix: [
      {
        text: 'Repair time synchronisation on the node of the pod.',
        command: 'kubectl get pods -n {namespace} -o wide',
      },
    ],
    checks: everyGoProcess,
    explains: ['agent-ca-unreachable', 'agent-xds-connect-failed', 'xds-stream-down-since', 'xds-stream-unavailable'],
  },
  {
    id: 'tls-key-mismatch',
    pattern: /KEY_VALUES_MISMATCH|CERTIFICATE_AND_PRIVATE_KEY_MISMATCH|private key does not match public key/,
    literals: ['KEY_VALUES_MISMATCH', 'CERTIFICATE_AND_PRIVATE_KEY_MISMATCH', 'private key does not match public key'],
    severity: 'error',
    role: 'cause',
    title: '{owner} has a certificate and a key that do not belong together',
    why: 'The secret was changed in two steps, or holds files of two issues.',
    fix: [{ text: 'Replace certificate and key together.' }],
    checks: ['logs/control-plane', 'logs/proxy'],
    explains: ['nack-cert-load', 'istiod-cert-reload-failed'],
  },
  {
    id: 'go-panic',
    pattern:
      /panic: (?<reason>(?:runtime error|interface conversion|too many concurrent|assignment to entry|send on closed)[^\t]{0,200})|goroutine \d{1,12} \[running\]:|Observed a panic: (?<reason2>[^\t]{1,200})/,
    literals: ['panic: ', 'goroutine ', 'Observed a panic'],
    severity: 'error',
    role: 'cause',
    title: 'A process of {owner} crashed: {reason}',
    why: 'Everything that depends on it is interrupted until it has started again.',
    fix: [{ text: 'Search for the top frames of the stack trace among the fixed bugs of the product, and upgrade.' }],
    checks: [...everyGoProcess, 'logs/application'],
    identity: 'reason',
  },
  {
    id: 'too-many-open-files',
    pattern: /[Tt]oo many open files/,
    literals: ['oo many open files'],
    severity: 'error',
    role: 'cause',
    title: 'A process of {owner} ran out of file descriptors or file watches',
    why: 'The agent cannot watch certificates, and Envoy or the application accepts no connections.',
    fix: [
      {
        text: 'Raise fs.inotify.max_user_instances on the node (agents, injector) or the limit of open files (Envoy, application).',
      },
    ],
    checks: [...everyGoProcess, 'logs/application'],
  },
  {
    id: 'port-in-use',
    pattern:
      /(?:(?<address>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d{1,5}|\[[0-9a-f:]{2,40}\]:\d{1,5})'?: (?:bind: )?)?(?:[Aa]ddress already in use|EADDRINUSE)/,
    literals: ['ddress already in use', 'EADDRINUSE'],
    severity: 'error',
    role: 'cause',
    title: 'A process of {owner} cannot listen on {address}: the port is in use',
    why: 'Two processes share the network of the pod or node and want the same port; 15000 to 15090 belong to Istio.',
    fix: [
      {
        text: 'Move the application to another port, and do not inject pods with hostNetwork.',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    checks: ['logs/proxy', 'logs/application'],
    identity: 'address',
    explains: ['istiod-xds-nack', 'envoy-xds-rejected'],
  },
  {
    id: 'bind-addr-unavailable',
    pattern:
      /(?:cannot bind '(?<address>[^']{1,100})': |Bind\((?<address2>[^,]{1,60}), Os \{ code: \d{1,4}, kind: )?(?:[Cc]annot assign requested address|AddrNotAvailable)/,
    literals: ['annot assign requested address', 'AddrNotAvailable'],
    severity: 'error',
    role: 'cause',
    title: 'A proxy of {owner} wants to use the address {address}, which does not exist in its network namespace',
    why: 'IPv6 is off in the pod while [::1] is configured, a VM lacks the address, or local ports are exhausted.',
    fix: [
      {
        text: 'Enable the IPv6 loopback address of the pod, or IPv4 only in the proxy; with outgoing connections reduce their churn.',
      },
    ],
    checks: ['logs/proxy'],
    identity: 'address',
  },
  {
    id: 'net-mtu',
    pattern: /message too long|Frag(?:mentation)? needed/,
    literals: ['message too long', 'Frag needed', 'Fragmentation needed'],
    severity: 'warning',
    role: 'cause',
    title: 'Packets are larger than the network takes',
    why: 'An overlay or VPN has a smaller MTU than the pods, and large packets vanish, TLS handshakes among them.',
    fix: [{ text: 'Lower the MTU of the pods, or clamp the segment size.', command: 'ip link' }],
    checks: [],
  },
];
