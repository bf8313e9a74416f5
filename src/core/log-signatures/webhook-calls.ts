import type { LogSignature } from './signature.js';

const webhookList = 'kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations';
const injection = 'https://istio.io/latest/docs/ops/common-problems/injection/';
const calls = ['event-injector-webhook-failed', 'event-validation-webhook-failed'] as const;

/**
 * Calls of the API server to Istio's webhooks that failed, in its own log, in events of ReplicaSets, in conditions of
 * Deployments, and in what istioctl and the operator print. The end of the text says why. Kubernetes to 1.12 says
 * "admission webhook".
 */
export const webhookCalls: readonly LogSignature[] = [
  {
    id: 'event-injector-webhook-failed',
    pattern: /failed calling (?:admission )?webhook,? \\?"(?:\S{1,80}\.)?sidecar-injector\.istio\.io/,
    literals: ['sidecar-injector.istio.io'],
    severity: 'error',
    role: 'cause',
    title: 'The API server cannot call the sidecar injector, so no pod is created in labelled namespaces',
    why: 'The injector has no ready endpoint, is not trusted, or cannot be reached from the API server.',
    fix: [
      {
        text: 'Follow the end of the message; delete the webhook of a revision that no longer exists.',
        command: webhookList,
        doc: injection,
      },
    ],
    checks: [],
    explains: ['event-failed-create'],
  },
  {
    id: 'event-validation-webhook-failed',
    pattern: /(?:alling (?:admission )?webhook,?|ailing open) \\?"?(?:[\w.-]{1,80}\.)?validation\.istio\.io/,
    literals: ['validation.istio.io'],
    severity: 'error',
    role: 'cause',
    title: 'The API server cannot call the validation webhook of Istio',
    why: 'Istio objects cannot be changed, or enter without validation where failurePolicy is Ignore.',
    fix: [
      {
        text: 'Follow the end of the message; delete the webhook of a revision that no longer exists.',
        command: webhookList,
        doc: 'https://istio.io/latest/docs/ops/common-problems/validation/',
      },
    ],
    checks: [],
  },
  {
    id: 'event-webhook-timeout',
    pattern: /alling (?:admission )?webhook.{0,300}(?:context deadline exceeded|Client\.Timeout exceeded|i\/o timeout)/,
    literals: ['alling webhook', 'alling admission webhook'],
    severity: 'error',
    role: 'cause',
    title: 'Calls of the API server to a webhook get no answer in time',
    why: 'A firewall between the API server and the nodes lacks port 15017 (9443 or 443 before Istio 1.6), or istiod is overloaded.',
    fix: [
      {
        text: 'Open the port from the control plane of the cluster to its nodes; run istiod with hostNetwork where the API server is outside the pod network.',
        doc: injection,
      },
    ],
    checks: [],
    explains: [...calls, 'net-dial-timeout'],
  },
  {
    id: 'event-webhook-x509',
    pattern: /alling (?:admission )?webhook.{0,300}x509: (?<reason>[^\t"]{1,200})/,
    literals: ['alling webhook', 'alling admission webhook'],
    severity: 'error',
    role: 'cause',
    title: 'The API server does not accept the certificate of a webhook: {reason}',
    why: 'The caBundle of the webhook is stale, or the certificate has expired.',
    fix: [
      {
        text: 'Compare the caBundle with the authority of the control plane; restart istiod so that it writes the bundle again.',
        command: webhookList,
        doc: injection,
      },
    ],
    checks: [],
    identity: 'reason',
    explains: [...calls, 'x509-expired', 'x509-unknown-authority'],
  },
  {
    id: 'event-webhook-no-endpoints',
    pattern:
      /no endpoints available for service \\?"(?<service>istio[\w-]{0,60})|(?:endpoints|service) \\?"(?<service2>istio[\w-]{0,60})\\?" not found/,
    literals: [
      'no endpoints available for service',
      'endpoints "istio',
      'endpoints \\"istio',
      'service "istio',
      'service \\"istio',
    ],
    severity: 'error',
    role: 'cause',
    title: 'The service {service} that a webhook names has no ready pod, or does not exist',
    why: 'The control plane is down, or a webhook is left of one that was removed.',
    fix: [
      {
        text: 'Bring the control plane up, or delete the webhook configuration.',
        command: 'kubectl get pods,endpoints -n istio-system',
        doc: injection,
      },
    ],
    checks: [],
    identity: 'service',
    explains: calls,
  },
  {
    id: 'event-webhook-refused',
    pattern: /alling (?:admission )?webhook.{0,300}connect: connection refused/,
    literals: ['alling webhook', 'alling admission webhook'],
    severity: 'error',
    role: 'cause',
    title: 'The endpoint of a webhook refuses the API server',
    why: 'istiod has just started, or the targetPort of its Service is not the one it listens on (15017).',
    fix: [
      {
        text: 'Compare targetPort of the Service with the port of the webhook server.',
        command: 'kubectl get service -n istio-system -o yaml',
      },
    ],
    checks: [],
    explains: [...calls, 'net-dial-refused'],
  },
];
