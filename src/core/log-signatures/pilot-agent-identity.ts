import type { LogCheck, LogSignature } from './signature.js';

const proxyOnly: readonly [LogCheck] = ['logs/proxy'];

/** How the agent gets token, root and workload certificate for Envoy. */
export const pilotAgentIdentity: readonly LogSignature[] = [
  {
    id: 'agent-root-cert-missing',
    pattern:
      /root CA file for (?:XDS|CA) (?:does not exist|required)|missing a root certificate|failed to find root (?:CA cert|XDS CA)/,
    literals: ['root CA file for', 'missing a root certificate', 'failed to find root'],
    severity: 'error',
    role: 'cause',
    title: 'The proxy of {owner} has no root certificate to verify the control plane with',
    why: 'The ConfigMap istio-ca-root-cert is missing in the namespace or belongs to another revision.',
    fix: [
      {
        text: 'See whether the ConfigMap exists; restart the control plane when it does not create it.',
        command: 'kubectl get configmap istio-ca-root-cert -n {namespace}',
      },
    ],
    checks: proxyOnly,
  },
  {
    id: 'agent-token-missing',
    pattern: /failed to fetch token from file|\/var\/run\/secrets\/tokens\/istio-token: no such file/,
    literals: ['failed to fetch token from file', 'istio-token: no such file'],
    severity: 'error',
    role: 'cause',
    title: 'The proxy of {owner} has no service account token',
    why: 'Without the projected token istio-token the control plane issues no certificate.',
    fix: [{ text: 'Check the volumes of the pod, and that the API server supports TokenRequest.' }],
    checks: proxyOnly,
  },
  {
    id: 'agent-ca-unreachable',
    pattern:
      /(?:[cC]reate certificate:|CSR failed with error:|failed to sign).{0,120}code = Unavailable(?: desc = (?<reason>[^\t]{0,300}))?/,
    literals: ['code = Unavailable'],
    severity: 'error',
    role: 'symptom',
    title: 'Proxies cannot reach the certificate authority: {reason}',
    why: 'Without a certificate mutual TLS fails, and running proxies lose theirs within a day.',
    fix: [
      {
        text: 'Check that the control plane runs and that port 15012 (8060 before Istio 1.5) is open from the pod.',
        command: 'kubectl get pods,endpoints -n istio-system',
      },
    ],
    checks: proxyOnly,
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
    id: 'agent-ca-unauthenticated',
    pattern:
      /(?:[cC]reate certificate:|CSR hit|failed to sign|failed to generate secret for proxy:).{0,200}code = (?<code>Unauthenticated|PermissionDenied)/,
    literals: ['code = Unauthenticated', 'code = PermissionDenied'],
    severity: 'error',
    role: 'symptom',
    title: 'The certificate authority refuses {owner}: {code}',
    why: 'The proxy gets no workload certificate, so mutual TLS fails in both directions.',
    fix: [
      {
        text: 'Find the address of the pod in the log of the control plane, which says why; check the clock of the node.',
      },
    ],
    checks: proxyOnly,
    identity: 'code',
  },
  {
    id: 'agent-ca-retry',
    pattern: /ca request failed, starting attempt/,
    literals: ['ca request failed, starting attempt'],
    severity: 'warning',
    role: 'symptom',
    title: 'Proxies ask for their certificate again and again',
    why: 'The certificate authority is unreachable or overloaded.',
    fix: [{ text: 'Look at the last error of the retries, and at the load of the control plane.' }],
    checks: proxyOnly,
    atLeast: { lines: 8, seconds: 600 },
    subject: 'control-plane',
  },
  {
    id: 'agent-sds-uds-failed',
    pattern:
      /SDS grpc server for workload proxies failed to (?:set up UDS|start)(?:: (?<reason>[^\t]{1,200}))?|SDS grpc server could not be started/,
    literals: ['SDS grpc server'],
    severity: 'error',
    role: 'cause',
    title: 'The agent of {owner} cannot create the socket from which Envoy gets certificates: {reason}',
    why: 'Envoy starts without a workload certificate, so mutual TLS fails.',
    fix: [{ text: 'Check the volume mounts and the securityContext of the istio-proxy container.' }],
    checks: proxyOnly,
  },
];
