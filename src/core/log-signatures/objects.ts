import type { LogSignature } from './signature.js';

/** What objects and configuration dumps show when they are searched as text. */
export const objects: readonly LogSignature[] = [
  {
    id: 'node-pressure',
    pattern:
      /(?<pressure>Memory|Disk|PID)Pressure\s{1,20}True|NodeHas(?:Insufficient(?:Memory|PID)|DiskPressure)|"type":"(?<pressure2>Memory|Disk|PID)Pressure"[^}]{0,40}"status":"True"|"status":"True"[^}]{0,40}"type":"(?<pressure3>Memory|Disk|PID)Pressure"/,
    literals: ['Pressure', 'NodeHasInsufficient'],
    severity: 'error',
    role: 'cause',
    title: 'A node is short of resources: {pressure}',
    why: 'It evicts pods and takes no new ones.',
    fix: [{ text: 'Free the resource on the node.', command: 'kubectl describe nodes' }],
    checks: [],
  },
  {
    id: 'endpoints-empty',
    pattern: /^(?<service>istiod|istio-\S{1,60}|kube-dns)\s{3,200}(?:<none>\s{1,200})?\d{1,6}[smhdy]\S{0,12}\s{0,20}$/,
    literals: ['istiod', 'istio-', 'kube-dns'],
    severity: 'error',
    role: 'cause',
    title: 'The service {service} has no endpoint',
    why: 'Its pods are not ready, or its selector fits none.',
    fix: [{ text: 'Compare the selector with the labels of the pods.', command: 'kubectl get pods -A -o wide' }],
    checks: [],
    identity: 'service',
  },
  {
    id: 'container-init-exited',
    pattern: /Exited \([1-9]\d{0,2}\).{0,200}k8s_istio-init_/,
    literals: ['k8s_istio-init_'],
    severity: 'error',
    role: 'symptom',
    title: 'A container istio-init ended with an error',
    why: 'The redirection rules of its pod could not be installed.',
    fix: [{ text: 'Read its log.', command: 'docker logs CONTAINER' }],
    checks: [],
  },
  {
    id: 'leader-empty-holder',
    pattern: /\\?"holderIdentity\\?":\\?"\\?"/,
    literals: ['"holderIdentity":""', '\\"holderIdentity\\":\\"\\"'],
    severity: 'error',
    role: 'cause',
    title: 'A leader election has no holder',
    why: 'No control plane does the work of the leader: root certificates of new namespaces, status, gateway deployments.',
    fix: [
      {
        text: 'Restart the control plane; delete the lock when it stays empty.',
        command: 'kubectl get configmaps -n istio-system',
      },
    ],
    checks: [],
  },
  {
    id: 'jwks-placeholder-key',
    // Base64 of "Error-IstiodFailedToFetchJwksUri-", which istiod puts in front of a random text (security/pkg, Istio 1.9 and later).
    pattern: /RXJyb3ItSXN0aW9kRmFpbGVkVG9GZXRjaEp3a3NVcmkt/,
    literals: ['RXJyb3ItSXN0aW9kRmFpbGVkVG9GZXRjaEp3a3NVcmkt'],
    severity: 'error',
    role: 'cause',
    title: 'The proxy has a placeholder in place of the keys of a token issuer, so every token is refused with 401',
    why: 'istiod could not fetch the keys from jwksUri when it generated the configuration.',
    fix: [{ text: 'Make jwksUri reachable from istiod, or put the keys into the RequestAuthentication (jwks).' }],
    checks: [],
  },
];
