import type { AccessSignature } from './access-signature.js';

const networkIssues = 'https://istio.io/latest/docs/ops/common-problems/network-issues/';
const plugInCa = 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/';

/** Failures that the reason or the Envoy cluster of a line names exactly. */
export const accessReasons: readonly AccessSignature[] = [
  {
    id: 'al-blackhole',
    cluster: /^(?:BlackHoleCluster|block_all)/,
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title:
      'Traffic of {namespace}/{workload} to {destination} is dropped by its own proxy: the mesh does not know the destination',
    why: 'outboundTrafficPolicy REGISTRY_ONLY, or a Sidecar resource that hides the host, leaves no other route.',
    fix: [
      {
        text: 'Add a ServiceEntry for the destination, or widen egress in the Sidecar resource.',
        command: 'kubectl get serviceentries,sidecars -A',
      },
    ],
  },
  {
    id: 'al-inbound-passthrough-fail',
    flags: ['UF'],
    cluster: /^InboundPassthroughCluster/,
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'Connections to a port of {namespace}/{workload} that no Service declares are refused',
    why: 'Nothing listens on that port of the pod address; applications bound to 127.0.0.1 have the same effect.',
    fix: [{ text: 'Declare the port in a Service, and make the application listen on all addresses.' }],
  },
  {
    id: 'al-rbac-bad-custom',
    reason: /bad-CUSTOM-action/,
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title:
      '{namespace}/{workload} refuses every request with 403: an AuthorizationPolicy names an unknown CUSTOM provider',
    why: 'A CUSTOM policy without its provider denies everything.',
    fix: [{ text: 'Define the provider under extensionProviders of the mesh configuration.' }],
  },
  {
    id: 'al-rbac-denied',
    reason: /rbac access denied matched policy\[/,
    subject: 'proxy',
    severity: 'warning',
    role: 'cause',
    title: '{namespace}/{workload} refuses requests with 403: {details}',
    why: 'A DENY policy matched, or ALLOW policies exist and none matched; a client without mutual TLS has no identity to match.',
    fix: [
      { text: 'Correct the policy, or the identity of the client.', command: 'kubectl get authorizationpolicies -A' },
    ],
  },
  {
    id: 'al-jwt-denied',
    reason: /jwt authn access denied\{/,
    subject: 'proxy',
    severity: 'warning',
    role: 'cause',
    title: '{namespace}/{workload} refuses tokens with 401: {details}',
    why: 'The token has expired or comes from another issuer, or the control plane could not fetch the signing keys.',
    fix: [
      { text: 'Compare the token with the RequestAuthentication, and check that the control plane reaches jwksUri.' },
    ],
  },
  {
    id: 'tls-wrong-version',
    reason: /WRONG VERSION NUMBER/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: the server speaks plain text',
    why: 'The client is told to use TLS (DestinationRule, or TLS origination), but the server has no sidecar or the port is outside the mesh.',
    fix: [
      {
        text: 'Make tls.mode of the DestinationRule fit the server.',
        command: 'kubectl get destinationrules -A',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'tls-cert-verify-failed',
    reason: /CERTIFICATE VERIFY FAILED/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: its certificate is not accepted',
    why: 'Roots of the two sides differ, the certificate has expired, or its names are not those expected.',
    fix: [{ text: 'Compare the roots of both proxies, and subjectAltNames of the DestinationRule.', doc: plugInCa }],
  },
  {
    id: 'tls-unknown-ca',
    reason: /ALERT UNKNOWN CA/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: it does not know the authority of the client certificate',
    why: 'Roots of the two sides differ.',
    fix: [{ text: 'Give both sides a common root.', doc: plugInCa }],
  },
  {
    id: 'tls-cert-expired-alert',
    reason: /ALERT CERTIFICATE EXPIRED/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: it says that the client certificate has expired',
    why: 'The workload certificate was not renewed, or an authority above it has expired.',
    fix: [
      {
        text: 'Restore the certificate authority, then restart the proxy.',
        command: 'istioctl proxy-config secret deploy/{workload} -n {namespace}',
      },
    ],
  },
  {
    id: 'tls-cert-required',
    reason: /CERTIFICATE REQUIRED/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: it demands a client certificate',
    why: 'The server enforces mutual TLS, and the client offers no certificate.',
    fix: [{ text: 'Use ISTIO_MUTUAL or MUTUAL in the DestinationRule, or relax the mode of the server.' }],
  },
  {
    id: 'tls-handshake-failure-alert',
    reason: /ALERT HANDSHAKE FAILURE/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: it finds no acceptable parameters',
    why: 'The server name (SNI) is missing or wrong, or cipher suites do not overlap.',
    fix: [{ text: 'Set sni, or the cipher suites, in the DestinationRule.' }],
  },
  {
    id: 'tls-cert-unknown-alert',
    reason: /ALERT (?:CERTIFICATE UNKNOWN|BAD CERTIFICATE)/,
    severity: 'error',
    role: 'cause',
    title: 'TLS connections to {destination} fail: it rejects the client certificate',
    why: 'The peer gives no reason; usually it does not trust the issuer.',
    fix: [{ text: 'Compare the roots of both sides.', doc: plugInCa }],
  },
  {
    id: 'tcp-connect-refused-111',
    reason: /delayed connect error: (?:111|Connection refused)/,
    severity: 'error',
    role: 'cause',
    title: 'Connections to {destination} are refused: nothing listens there',
    why: 'The application is down, listens on another port or on 127.0.0.1 only, or the targetPort is wrong.',
    fix: [
      {
        text: 'Compare targetPort with what listens in the pod.',
        command: 'kubectl get services,endpoints -A',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'tcp-no-route-113',
    reason: /delayed connect error: (?:113|No route to host|101|Network is unreachable)/,
    severity: 'error',
    role: 'cause',
    title: 'Connections to {destination} find no route',
    why: 'A firewall of the node rejects them, the node is dead, or a CNI route is missing.',
    fix: [{ text: 'Check the firewall and routes of the nodes on both sides.', command: 'kubectl get nodes -o wide' }],
  },
  {
    id: 'tcp-connect-timeout-110',
    reason:
      /delayed connect error: (?:110|Connection timed out)|(?:\{|reset reason: )(?:remote |local )?connection timeout/,
    severity: 'error',
    role: 'cause',
    title: 'Connections to {destination} time out',
    why: 'Packets are dropped by a NetworkPolicy or firewall, or the endpoint is gone.',
    fix: [{ text: 'Check NetworkPolicies and the state of the node.', command: 'kubectl get networkpolicies -A' }],
  },
];
