import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];
const proxyOnly: readonly [LogCheck] = ['logs/proxy'];

/** Mixer, Galley and Citadel, and the proxies that depended on them (Istio 1.0 to 1.5). */
export const mixerEra: readonly LogSignature[] = [
  {
    id: 'mixer-report-failed',
    pattern: /Mixer Report failed with: (?<reason>[^\t]{1,200})/,
    literals: ['Mixer Report failed'],
    severity: 'warning',
    role: 'symptom',
    title: 'Proxies cannot deliver telemetry to Mixer: {reason}',
    why: 'Metrics and access logs of Istio 1.0 to 1.5 are incomplete.',
    fix: [
      { text: 'Restore istio-telemetry.', command: 'kubectl get pods -n istio-system -l istio-mixer-type=telemetry' },
    ],
    checks: proxyOnly,
    transient: true,
    identity: 'reason',
    subject: 'control-plane',
  },
  {
    id: 'mixer-config-parse',
    pattern: /Failed to convert mixer (?<reason>[^\t]{1,200})/,
    literals: ['Failed to convert mixer'],
    severity: 'error',
    role: 'cause',
    title: 'Proxies of {owner} cannot read the Mixer configuration that Pilot sends',
    why: 'Proxy and Pilot are of different versions.',
    fix: [{ text: 'Restart the workload so that it gets the proxy version of its control plane.' }],
    checks: proxyOnly,
  },
  {
    id: 'citadel-secret-create-failed',
    pattern:
      /Failed to create secret (?:in attempt|for service account)|Failed to update secret \S{1,200} \(error|Failed to generate key and certificate for service account/,
    literals: [
      'Failed to create secret',
      'Failed to update secret',
      'Failed to generate key and certificate for service account',
    ],
    severity: 'error',
    role: 'cause',
    title: 'Citadel cannot write the certificates of service accounts',
    why: 'Sidecars of Istio 1.0 to 1.4 find no certificate in their volume, and mutual TLS fails.',
    fix: [{ text: 'Restore the rights of Citadel on secrets, and look at quotas.', command: 'kubectl get secrets -A' }],
    checks: controlPlane,
  },
  {
    id: 'mcp-disconnected',
    pattern: /Error receiving MCP re(?:source|sponse): (?<reason>[^\t]{1,250})/,
    literals: ['Error receiving MCP'],
    severity: 'error',
    role: 'symptom',
    title: 'Galley does not answer, so the configuration of {owner} is frozen: {reason}',
    why: 'Changes of Istio objects have no effect until the stream is back (Istio 1.1 to 1.4).',
    fix: [{ text: 'Restore Galley.', command: 'kubectl get pods -n istio-system -l istio=galley' }],
    checks: controlPlane,
    transient: true,
    identity: 'reason',
  },
  {
    id: 'galley-validation-update-failed',
    pattern: /validatingwebhookconfiguration (?:update failed|\(re\)load failed)(?:: (?<reason>[^\t]{0,200}))?/,
    literals: ['validatingwebhookconfiguration'],
    severity: 'warning',
    role: 'cause',
    title: 'Galley cannot update its validation webhook: {reason}',
    why: 'Configuration is admitted without validation, or refused altogether.',
    fix: [{ text: 'Restore the rights of Galley on validatingwebhookconfigurations.' }],
    checks: controlPlane,
    identity: 'reason',
  },
  {
    id: 'mixer-bad-config',
    pattern:
      /(?<reason>unknown attribute [\w.]{1,80}|(?:Handler|Instance) not found: [^\t]{0,100}|No valid actions found in rule)/,
    literals: ['unknown attribute', 'Handler not found:', 'Instance not found:', 'No valid actions found in rule'],
    severity: 'warning',
    role: 'cause',
    title: 'The Mixer configuration refers to something that does not exist: {reason}',
    why: 'The rule has no effect: metrics, logs or policy are missing (Istio 1.0 to 1.5).',
    fix: [{ text: 'Apply the Mixer objects of the installed version again.' }],
    checks: controlPlane,
    identity: 'reason',
  },
];
