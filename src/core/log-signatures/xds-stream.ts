import type { LogSignature } from './signature.js';

const reachControlPlane = {
  text: 'See whether the control plane runs, has ready endpoints and answers on its discovery port.',
  command: 'kubectl get pods,endpoints -n istio-system',
  doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
} as const;

/**
 * The stream between proxy and control plane. The number behind "closed" is a gRPC code. Envoy to 1.19 prints every
 * close; later ones print those that last longer than 30 seconds, as "closed since". Istio closes each stream on purpose
 * about every 30 minutes (--keepaliveMaxServerConnectionAge).
 */
export const xdsStream: readonly LogSignature[] = [
  {
    id: 'xds-stream-unavailable',
    pattern:
      /gRPC config stream (?:to \S{1,100} )?closed: 14, (?<reason>(?:upstream connect error|no healthy upstream|connection error|Cluster not available)[^\t]{0,300})/,
    literals: ['gRPC config stream'],
    severity: 'error',
    role: 'symptom',
    title: 'Proxies cannot reach the control plane: {reason}',
    why: 'Proxies without the stream keep stale configuration, and new ones never become ready.',
    fix: [reachControlPlane],
    checks: ['control-plane/stream-errors'],
    atLeast: { lines: 4, seconds: 600 },
    discount: 'both',
    identity: 'reason',
    subject: 'control-plane',
    explains: ['net-dial-timeout', 'net-dial-refused', 'net-dns-timeout', 'net-dns-no-such-host'],
  },
  {
    id: 'xds-stream-down-since',
    pattern:
      /gRPC config stream to (?<server>\S{1,100}) closed since (?<seconds>\d{1,9})s ago: (?<code>\d{1,3}), (?<reason>[^\t]{1,300})/,
    literals: ['closed since '],
    severity: 'error',
    role: 'symptom',
    title: 'The xDS stream of proxies is down: {reason}',
    why: 'Proxies without the stream keep stale configuration, and new ones never become ready.',
    fix: [reachControlPlane],
    checks: ['control-plane/stream-errors'],
    identity: 'reason',
    subject: 'control-plane',
    explains: ['net-dial-timeout', 'net-dial-refused', 'net-dns-timeout', 'net-dns-no-such-host'],
  },
  {
    id: 'xds-stream-flapping',
    pattern:
      /gRPC config stream (?:to \S{1,100} )?closed: (?<code>0|13),|closed: 14, (?:transport is closing|closing transport due to)/,
    literals: ['gRPC config stream', 'closed: 14, '],
    severity: 'warning',
    role: 'symptom',
    title: 'The xDS streams of proxies are closed again and again within half an hour',
    why: 'One close in 30 minutes is normal; more of them mean that something between proxy and control plane cuts connections, or that the control plane restarts.',
    fix: [
      {
        text: 'Raise the idle timeout of the load balancer or firewall in between, and look for restarts of the control plane.',
      },
    ],
    checks: ['control-plane/stream-errors'],
    atLeast: { lines: 5, seconds: 1800 },
    subject: 'control-plane',
  },
  {
    id: 'xds-stream-rate-limited',
    pattern: /closed(?: since \d{1,9}s ago)?: 8, .{0,80}rate limit/,
    literals: ['rate limit'],
    severity: 'warning',
    role: 'symptom',
    title: 'The control plane asks proxies to wait before they connect',
    why: 'After a restart all proxies reconnect at once; until they are through, they run on old configuration.',
    fix: [{ text: 'Run more replicas of the control plane, or give it more CPU.' }],
    checks: ['control-plane/stream-errors'],
    subject: 'control-plane',
    explains: ['xds-stream-down-since'],
  },
  {
    id: 'istiod-not-ready-xds',
    pattern: /server is not ready to serve discovery information|server warmup not complete/,
    literals: ['server is not ready to serve discovery information', 'server warmup not complete'],
    severity: 'warning',
    role: 'symptom',
    title: 'The control plane accepted connections before it had read its own configuration',
    why: 'It serves nothing until its caches are filled; an unreachable remote cluster keeps it in this state.',
    fix: [{ text: 'Look for messages about failed synchronisation in the log of the control plane.' }],
    checks: ['control-plane/stream-errors', 'logs/control-plane'],
    subject: 'control-plane',
    explains: ['xds-stream-down-since'],
  },
  {
    id: 'agent-xds-connect-failed',
    pattern: /failed to (?:connect to upstream |create upstream grpc client)(?:: )?(?<reason>[^\t]{1,300})/,
    literals: ['failed to connect to upstream ', 'failed to create upstream grpc client'],
    severity: 'error',
    role: 'symptom',
    title: 'The agents of proxies cannot open a connection to the control plane: {reason}',
    why: 'Envoy gets its configuration through the agent, so it gets none.',
    fix: [reachControlPlane],
    checks: ['control-plane/stream-errors'],
    discount: 'stopping',
    transient: true,
    identity: 'reason',
    subject: 'control-plane',
    explains: [
      'net-dial-timeout',
      'net-dial-refused',
      'net-dns-timeout',
      'net-dns-no-such-host',
      'net-tls-handshake-timeout',
    ],
  },
  {
    id: 'dns-istiod-lookup-failed',
    pattern:
      /lookup (?<host>istio[\w.-]{1,250})(?: on (?<resolver>[\d.:[\]a-f%]{2,60}))?: (?:[^"]{0,120}: )?(?<reason>no such host|i\/o timeout|server misbehaving|connection refused)/,
    literals: ['lookup istio'],
    severity: 'error',
    role: 'symptom',
    title: 'Pods cannot resolve the control plane: lookup of {host}: {reason}',
    why: 'Without its address a proxy gets neither configuration nor certificates.',
    fix: [
      {
        text: 'Resolve the name from the same node; check CoreDNS, the dnsPolicy of the pod, and that the service exists in that namespace and revision.',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
    checks: ['control-plane/stream-errors'],
    identity: 'host',
    subject: 'control-plane',
    explains: [
      'net-dns-no-such-host',
      'net-dns-timeout',
      'xds-stream-down-since',
      'xds-stream-unavailable',
      'agent-ca-unreachable',
      'agent-xds-connect-failed',
    ],
  },
  {
    id: 'xds-stream-unauthenticated',
    pattern:
      /closed(?: since \d{1,9}s ago)?: (?:16|7), (?<reason>[^\t]{0,200})|upstream (?:\[\d{1,9}\] )?terminated with unexpected error .{0,100}(?:Unauthenticated|PermissionDenied|authentication failure)/,
    literals: ['closed: 16, ', 'closed: 7, ', 's ago: 16, ', 's ago: 7, ', 'terminated with unexpected error'],
    severity: 'error',
    role: 'symptom',
    title: 'The control plane refuses the identity of {owner}',
    why: 'The proxy gets no configuration until its token or certificate is accepted.',
    fix: [
      {
        text: 'Find the address of the pod in the log of the control plane, which says why; restart the pod when its token has expired.',
      },
    ],
    checks: ['logs/proxy'],
    explains: ['xds-stream-down-since'],
  },
  {
    id: 'grpc-message-too-large',
    pattern: /received message larger than max \((?<size>\d{1,12}) vs\. (?<limit>\d{1,12})\)/,
    literals: ['received message larger than max'],
    severity: 'error',
    role: 'cause',
    title: 'The configuration for {owner} has {size} bytes, more than the {limit} that gRPC accepts',
    why: 'The proxy stays on its old configuration for good.',
    fix: [
      {
        text: 'Reduce the configuration with Sidecar resources or discoverySelectors, or raise ISTIO_GPRC_MAXRECVMSGSIZE in the proxy.',
      },
    ],
    checks: ['logs/proxy'],
    explains: ['xds-stream-down-since'],
  },
];
