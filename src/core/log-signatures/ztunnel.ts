import type { LogCheck, LogSignature } from './signature.js';

const proxyOnly: readonly [LogCheck] = ['logs/proxy'];
/** An access line (text or JSON, Istio 1.22 and later) names the destination in front of the error. */
function accessError(error: string): RegExp {
  const address = 'dst\\.addr(?:=|":)"?(?<destination2>[^"\\s,]{1,200}).{0,1500}?';
  const service = 'dst\\.service(?:=|":)"?(?<destination>[^"\\s,]{1,200}).{0,1500}';
  return new RegExp(`(?:${address})?(?:${service})?${error}`);
}

/** ztunnel; texts of istio/ztunnel src/proxy.rs, src/xds/client.rs, src/identity.rs and src/inpod. */
export const ztunnel: readonly LogSignature[] = [
  {
    id: 'ztunnel-auth-failure',
    pattern: /XDS client connection error: .{0,200}Unauthenticated/,
    literals: ['Unauthenticated'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane refuses the token of ztunnel',
    why: 'New pods on its node get no addresses, policies or certificates.',
    fix: [{ text: 'The log of the control plane says why it refuses the address of ztunnel.' }],
    checks: ['control-plane/stream-errors'],
    subject: 'control-plane',
    explains: ['ztunnel-xds-disconnected'],
  },
  {
    id: 'ztunnel-xds-disconnected',
    // The normal reconnect about every 30 minutes is "XDS client error", without "connection".
    pattern: /XDS client connection error: (?<reason>[^\t]{1,250})/,
    literals: ['XDS client connection error: '],
    severity: 'error',
    role: 'symptom',
    title: 'ztunnel cannot connect to the control plane: {reason}',
    why: 'Existing connections go on; new pods and changes do not reach its node.',
    fix: [
      {
        text: 'See whether the control plane runs and has ready endpoints.',
        command: 'kubectl get pods,endpoints -n istio-system',
      },
    ],
    checks: ['control-plane/stream-errors'],
    transient: true,
    identity: 'reason',
    subject: 'control-plane',
    explains: ['net-dial-timeout', 'net-dial-refused', 'net-dns-timeout', 'net-dns-no-such-host'],
  },
  {
    id: 'ztunnel-cert-failed',
    pattern:
      /(?<reason>signing gRPC error[^\t]{0,200}|certificate fetch failed|chain returned from CA is empty|did not find expected SAN)/,
    literals: [
      'signing gRPC error',
      'certificate fetch failed',
      'chain returned from CA is empty',
      'did not find expected SAN',
    ],
    severity: 'error',
    role: 'cause',
    title: 'ztunnel gets no certificate for pods of its node: {reason}',
    why: 'Traffic of those pods inside the mesh fails.',
    fix: [{ text: 'Check CA_TRUSTED_NODE_ACCOUNTS and the trust domain of istiod, and that ztunnel reaches it.' }],
    checks: proxyOnly,
    identity: 'reason',
  },
  {
    id: 'ztunnel-hbone-timeout',
    pattern: accessError('blocking HBONE port 15008'),
    literals: ['blocking HBONE port 15008'],
    severity: 'error',
    role: 'cause',
    title: 'Connections to {destination} on port 15008 time out',
    why: 'A NetworkPolicy or firewall allows the port of the application only, but ambient traffic uses 15008.',
    fix: [
      {
        text: 'Allow TCP 15008 to the destination.',
        command: 'kubectl get networkpolicies -A',
        doc: 'https://istio.io/latest/docs/ambient/usage/networkpolicy/',
      },
    ],
    checks: proxyOnly,
    identity: 'destination',
    subject: 'mesh',
  },
  {
    id: 'ztunnel-conn-refused',
    pattern: accessError('(?:error="|"error":"|error: )(?:io error|connection failed): Connection refused'),
    literals: ['onnection refused'],
    severity: 'error',
    role: 'cause',
    title: '{destination} refuses connections',
    why: 'The application does not listen on that port, or the pod is not enrolled on port 15008.',
    fix: [{ text: 'Check the targetPort of the Service and what listens in the pod.' }],
    checks: proxyOnly,
    identity: 'destination',
    subject: 'mesh',
  },
  {
    id: 'ztunnel-policy-rejected',
    pattern: accessError('(?:due to policy (?:rejection|change)|no allow policies matched)'),
    literals: ['due to policy', 'no allow policies matched'],
    severity: 'error',
    role: 'cause',
    title: 'An AuthorizationPolicy refuses connections to {destination}',
    why: 'No ALLOW policy names the source; rules on HTTP attributes match nothing without a waypoint.',
    fix: [
      {
        text: 'Allow the identity in src.identity of the line, or give the namespace a waypoint.',
        command: 'kubectl get authorizationpolicies -A',
      },
    ],
    checks: proxyOnly,
    identity: 'destination',
    subject: 'mesh',
  },
  {
    id: 'ztunnel-no-healthy-upstream',
    pattern: /(?:error="|"error":")no healthy upstream: (?<destination>[^\s"]{1,200})/,
    literals: ['no healthy upstream: '],
    severity: 'error',
    role: 'cause',
    title: '{destination} has no healthy endpoint',
    why: 'ztunnel knows the service and has nowhere to send its connections.',
    fix: [
      { text: 'Check the endpoints of the service that owns the address.', command: 'kubectl get endpointslices -A' },
    ],
    checks: proxyOnly,
    identity: 'destination',
    subject: 'mesh',
  },
  {
    id: 'ztunnel-unknown-waypoint',
    pattern: /(?:unknown waypoint|failed to find waypoint for): (?<waypoint>[^\s"]{1,200})/,
    literals: ['unknown waypoint: ', 'failed to find waypoint for: '],
    severity: 'error',
    role: 'cause',
    title: 'A label names the waypoint {waypoint}, which ztunnel cannot find',
    why: 'Connections to everything behind that waypoint fail.',
    fix: [
      {
        text: 'Create the waypoint, or correct the label istio.io/use-waypoint.',
        command: 'kubectl get gateways.gateway.networking.k8s.io -A',
      },
    ],
    checks: proxyOnly,
    identity: 'waypoint',
    subject: 'mesh',
  },
  {
    id: 'ztunnel-pod-start-failed',
    pattern: /failed to start proxy: (?<reason>[^\t]{1,250})/,
    literals: ['failed to start proxy: '],
    severity: 'error',
    role: 'cause',
    title: 'ztunnel cannot start its proxy inside a pod: {reason}',
    why: 'That pod has no traffic.',
    fix: [
      {
        text: 'Free ports 15001, 15006, 15008 and 15053 in the pod, and enable its IPv6 loopback address or disable IPv6.',
      },
    ],
    checks: proxyOnly,
    identity: 'reason',
  },
  {
    id: 'ztunnel-tls-error',
    pattern: /(?:(?:error="|"error":")tls error|tls handshake error|TLS handshake error): (?<reason>[^\t"]{1,200})/,
    literals: ['tls error: ', 'tls handshake error: ', 'TLS handshake error: '],
    severity: 'error',
    role: 'symptom',
    title: 'TLS handshakes between ztunnels fail: {reason}',
    why: 'Roots of the two sides differ, a certificate has expired, or the client is no part of the mesh.',
    fix: [{ text: 'Compare the roots of both nodes.', command: 'istioctl ztunnel-config certificates' }],
    checks: proxyOnly,
    identity: 'reason',
  },
];
