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
    pattern:
      /invalid certificates: (?<secret>[^\s"]{1,250})|didn't have expected keys|certificate is expired or not yet valid/,
    literals: ['invalid certificates: ', "didn't have expected keys", 'certificate is expired or not yet valid'],
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
  {
    id: 'gateway-secret-unauthorized',
    pattern:
      /proxy (?<proxy>\S{1,250}) attempted to access unauthorized certificates (?<secret>[^\s:]{1,250})|attempted to access unauthorized certificates/,
    literals: ['attempted to access unauthorized certificates'],
    severity: 'error',
    role: 'cause',
    title: 'The gateway proxy {proxy} may not read the secret {secret} that its Gateway names',
    why: 'The secret is in another namespace without a ReferenceGrant, or the service account lacks the right to read secrets.',
    fix: [
      {
        text: 'Move the secret into the namespace of the gateway pods, or grant the reference.',
        command: 'kubectl get referencegrants -A',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/',
      },
    ],
    checks: controlPlane,
    identity: 'secret',
    explains: ['gateway-secret-missing'],
  },
  {
    id: 'gateway-no-config',
    pattern:
      /[Gg]ateway missing for route (?<route>[^\s]{1,200})|gateway has zero listeners|Have zero listeners|no gateways for router|no virtual service bound to gateway:? ?(?<gateway>[^\s]{0,200})/,
    literals: [
      'ateway missing for route',
      'zero listeners',
      'no gateways for router',
      'no virtual service bound to gateway',
    ],
    severity: 'warning',
    role: 'cause',
    title: 'A gateway proxy asks for configuration that no Gateway or VirtualService gives it',
    why: 'The selector does not fit the labels of the pods, or the VirtualService names the gateway without its namespace.',
    fix: [
      {
        text: 'Compare the selector of the Gateway with the labels of the pods, and gateways of the VirtualService with namespace/name.',
        command: 'kubectl get gateways.networking.istio.io,virtualservices -A',
      },
    ],
    checks: controlPlane,
  },
  {
    id: 'gateway-privileged-port',
    pattern: /skipping privileged (?:gateway|sidecar|service) port (?<port>\d{1,5})/,
    literals: ['skipping privileged '],
    severity: 'warning',
    role: 'cause',
    title: 'The control plane leaves out the listener on port {port}: the proxy runs without the right to bind it',
    why: 'Clients of that port are refused; since Istio 1.8 proxies run without root.',
    fix: [{ text: 'Map the port of the Service to a targetPort above 1024, or allow the pod to bind low ports.' }],
    checks: controlPlane,
    identity: 'port',
  },
];
