import { citeField } from '../../core/evidence.js';
import type { Service, ServiceEndpoints, Webhook } from '../../model/facets.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const controlPlaneWebhookService = defineCheck({
  meta: {
    id: 'control-plane/webhook-service',
    title: "Istio's webhooks lead to a service that answers",
    severity: 'error',
    basis: 'declared',
    why: 'The API server calls these webhooks for each new pod or configuration object. With failurePolicy Fail a webhook that does not answer blocks them; with Ignore pods start without a proxy.',
    fix: [
      {
        text: 'Restore the service, or delete the webhook configuration if it belongs to a revision that was removed.',
        command: 'kubectl get {resource} {configuration} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
  },
  requires: ['webhooks', 'services'],
  uses: ['endpoints', 'mesh'],
  messages: {
    noService: 'Webhook {webhook} of {configuration} calls service {service}, which does not exist',
    noEndpoints: 'Webhook {webhook} of {configuration} calls service {service}, which has no ready endpoint',
    noCaBundle:
      'Webhook {webhook} of {configuration} has no CA bundle, so that the API server does not trust its answer',
  },
  identity: ['webhook'],
  *run({ webhooks, services, endpoints, mesh }, { undecided }) {
    for (const webhook of webhooks.filter(({ name }) => name.endsWith('istio.io'))) {
      const { configuration, name, type, service, failurePolicy, source } = webhook;
      const fault = service && faultOf(webhook, service, services, endpoints ?? []);
      if (service === undefined || fault === undefined) continue;
      if (fault === 'noService' && !hasAll(mesh, 'Service', service.namespace)) {
        undecided(notGathered('service', `${service.namespace}/${service.name}`));
        continue;
      }
      yield {
        messageId: fault,
        args: {
          webhook: name,
          configuration,
          service: `${service.namespace}/${service.name}`,
          resource: `${type}webhookconfiguration`,
        },
        subject: {
          kind: type === 'mutating' ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
          name: configuration,
        },
        severity: failurePolicy === 'Ignore' ? 'warning' : 'error',
        evidence: [
          fault === 'noCaBundle'
            ? citeField(source, 'clientConfig.caBundle', '(absent)')
            : citeField(source, 'clientConfig.service', `${service.namespace}/${service.name}`),
        ],
      };
    }
  },
});

function faultOf(
  webhook: Webhook,
  service: NonNullable<Webhook['service']>,
  services: readonly Service[],
  endpoints: readonly ServiceEndpoints[],
): 'noService' | 'noEndpoints' | 'noCaBundle' | undefined {
  const neighbours = services.filter(({ namespace }) => namespace === service.namespace);
  // A namespace without any service was not captured.
  if (neighbours.length === 0) return undefined;
  if (!neighbours.some(({ name }) => name === service.name)) return 'noService';
  const behind = endpoints.find((entry) => entry.namespace === service.namespace && entry.service === service.name);
  if (behind !== undefined && !behind.addresses.some(({ ready }) => ready)) return 'noEndpoints';
  return webhook.hasCaBundle ? undefined : 'noCaBundle';
}
