import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** Gateway servers and their secrets, as Pilot, istiod and the gateway's node agent (Istio 1.1 to 1.7) log them. */
export const gatewayServers: readonly LogSignature[] = [
  {
    id: 'gateway-secret-missing',
    pattern:
      /failed to fetch (?:key and certificate|ca certificate) for (?<secret>[^\s:]{1,250})|cannot find secret (?<secret2>\S{1,200}) and cannot find fallback|failed load server cert\/key pair from secret (?<secret3>[^\s:]{1,200})|SecretFetcher cannot find secret/,
    literals: ['failed to fetch ', 'cannot find secret ', 'failed load server cert/key pair'],
    severity: 'error',
    role: 'cause',
    title: 'A gateway secret is missing or unreadable: {secret}',
    why: 'The TLS listener stays in warming or has no filter chain, so clients of that host are reset.',
    fix: [
      {
        text: 'Create the secret named by credentialName in the namespace of the gateway pods, with tls.crt and tls.key.',
        command: 'kubectl get secrets -n istio-system',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/',
      },
    ],
    checks: ['logs/control-plane', 'logs/proxy'],
    identity: 'secret',
  },
  {
    id: 'gateway-secret-invalid',
    pattern: /invalid certificates: (?<secret>[^\s"]{1,250})|didn't have expected keys/,
    literals: ['invalid certificates: ', "didn't have expected keys"],
    severity: 'error',
    role: 'cause',
    title:
      'The control plane refuses to send the gateway secret {secret}: it does not parse, does not match its key, or has expired',
    why: 'The gateway keeps the old certificate or has none.',
    fix: [{ text: 'Replace the secret: PEM, full chain, matching key, not expired.' }],
    checks: controlPlane,
    identity: 'secret',
  },
  {
    id: 'gateway-duplicate-hosts',
    pattern: /skipping server on gateway (?<gateway>[^\s,]{1,250})|is not unique in gateway (?<gateway2>\S{1,250})/,
    literals: ['skipping server on gateway', 'is not unique in gateway'],
    severity: 'error',
    role: 'cause',
    title: 'Two Gateway servers use the same hosts and port, and the later one is dropped (gateway {gateway})',
    why: 'Hosts of the dropped server get the certificate and routes of the other one, or none.',
    fix: [
      { text: 'Keep one Gateway server per set of hosts.', command: 'kubectl get gateways.networking.istio.io -A' },
    ],
    checks: controlPlane,
    identity: 'gateway',
  },
];
