import { citeField } from '../../core/evidence.js';
import type { MeshFacts, Service, ServiceEndpoints, Webhook } from '../../model/facets.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { injectionWebhooks, webhookSubject } from '../../model/lookup/webhooks.js';
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
    codes: ['IST0139'],
    decides: 'Looks the service of each webhook up, then its ready endpoints, then the CA bundle.',
    falsePositives: [
      'Silent about a CA bundle that manifests leave out: istiod writes it.',
      'In a bundle silent about a service in a namespace of which no service at all was captured.',
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
    const injectors = new Set(injectionWebhooks(webhooks));
    for (const webhook of webhooks) {
      if (!injectors.has(webhook) && !webhook.name.endsWith('istio.io')) continue;
      const { configuration, name, type, service, failurePolicy, source } = webhook;
      const fault = service && faultOf(webhook, service, { services, endpoints: endpoints ?? [], mesh });
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
        subject: webhookSubject(webhook),
        ...(fault === 'noService' && type === 'mutating' && { aliases: ['IST0139'] }),
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

interface Cluster {
  services: readonly Service[];
  endpoints: readonly ServiceEndpoints[];
  mesh: MeshFacts | undefined;
}

function faultOf(
  webhook: Webhook,
  service: NonNullable<Webhook['service']>,
  { services, endpoints, mesh }: Cluster,
): 'noService' | 'noEndpoints' | 'noCaBundle' | undefined {
  const neighbours = services.filter(({ namespace }) => namespace === service.namespace);
  // A namespace without any service was not captured.
  if (neighbours.length === 0 && !mesh?.isManifests) return undefined;
  if (!neighbours.some(({ name }) => name === service.name)) return 'noService';
  const behind = endpoints.find((entry) => entry.namespace === service.namespace && entry.service === service.name);
  if (behind !== undefined && !behind.addresses.some(({ ready }) => ready)) return 'noEndpoints';
  return webhook.hasCaBundle || mesh?.isManifests ? undefined : 'noCaBundle';
}
