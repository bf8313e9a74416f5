import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** Sidecar injection and validation: what their webhooks and the clients of these log. */
export const webhooks: readonly LogSignature[] = [
  {
    id: 'istiod-injection-failed',
    pattern:
      /(?:Injection failed due to|Pod injection failed:) ?(?<reason>[^\t]{0,200})|failed to (?:run|unmarshal) injection template|Illegal value for autoInject/,
    literals: ['Injection failed due to', 'Pod injection failed', 'injection template', 'Illegal value for autoInject'],
    severity: 'error',
    role: 'cause',
    title: 'The sidecar injector refuses pods: {reason}',
    why: 'New pods of the affected workloads are not created, or start without a proxy.',
    fix: [
      {
        text: 'Correct the annotation or the injection template.',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
    checks: controlPlane,
    identity: 'reason',
  },
  {
    id: 'istiod-validation-webhook-not-ready',
    pattern: /retry count: (?:[5-9]|\d{2,6})\): webhook is not ready/,
    literals: ['webhook is not ready'],
    severity: 'warning',
    role: 'symptom',
    title: 'The validation webhook does not reach the control plane, so invalid configuration is admitted',
    why: 'failurePolicy stays Ignore until the API server can call istiod on port 15017.',
    fix: [
      {
        text: 'Open port 15017 from the API server to the nodes, and compare the CA bundle of the webhook.',
        command: 'kubectl get validatingwebhookconfigurations',
        doc: 'https://istio.io/latest/docs/ops/common-problems/validation/',
      },
    ],
    checks: controlPlane,
  },
  {
    id: 'istiod-webhook-patch-failed',
    pattern:
      /(?:Patch webhook failed|Failed to load CA bundle)(?:: (?<reason>[^\t]{0,200}))?|Skipping webhook patch, missing CA path/,
    literals: ['Patch webhook failed', 'Failed to load CA bundle', 'missing CA path'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane cannot write its CA bundle into the webhook configuration: {reason}',
    why: 'The API server then distrusts the webhook, and pods are not injected.',
    fix: [
      {
        text: 'Restore the webhook object and the rights on it.',
        command: 'kubectl get mutatingwebhookconfigurations',
      },
    ],
    checks: controlPlane,
    identity: 'reason',
  },
  {
    id: 'istiod-tls-handshake-error',
    pattern: /TLS handshake error from (?<peer>[^\s]{1,80}): (?<reason>[^\t]{1,200})/,
    literals: ['TLS handshake error from'],
    severity: 'warning',
    role: 'symptom',
    title: 'Clients break off the TLS handshake with the control plane: {reason}',
    why: 'The API server distrusts the webhook certificate, or proxies have another root than the control plane.',
    fix: [{ text: 'Find out who the peers are: for the API server repair the caBundle, for pods istio-ca-root-cert.' }],
    checks: controlPlane,
    atLeast: { lines: 5, seconds: 600 },
    identity: 'reason',
  },
];
