import { controlPlaneWebhookService } from '../../../src/checks/control-plane/webhook-service.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, service, webhook } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const istiod = service({ namespace: 'istio-system', name: 'istiod' });
const behind = endpoints({ namespace: 'istio-system', service: 'istiod' });
const { service: _, ...external } = webhook();

describeCheck(controlPlaneWebhookService, {
  silent: {
    'manifests: no CA bundle, which istiod writes': {
      webhooks: [webhook({ hasCaBundle: false })],
      services: [istiod],
      mesh: mesh({ isManifests: true }),
    },
    'the service exists and has endpoints': { webhooks: [webhook()], services: [istiod], endpoints: [behind] },
    'a webhook by URL': { webhooks: [external], services: [istiod] },
    "webhooks of others are none of Istio's": {
      webhooks: [
        webhook({ name: 'mutate.kyverno.svc', service: { namespace: 'istio-system', name: 'gone', port: 443 } }),
      ],
      services: [istiod],
    },
    'the namespace of the service was not captured': { webhooks: [webhook()], services: [service()] },
  },
  open: {
    'services of the namespace were not all gathered': {
      given: {
        webhooks: [webhook({ service: { namespace: 'istio-system', name: 'istiod-old', port: 443 } })],
        services: [istiod],
        mesh: mesh({ partial: new Map([['Service', new Set()]]) }),
      },
      because: 'istio-system/istiod-old may exist',
    },
  },
  fires: {
    'manifests: no service of the namespace is given': {
      given: { webhooks: [webhook()], services: [], mesh: mesh({ isManifests: true }) },
      expect: [{ messageId: 'noService', subject: 'MutatingWebhookConfiguration istio-sidecar-injector' }],
    },
    'the service is gone': {
      given: {
        webhooks: [webhook({ service: { namespace: 'istio-system', name: 'istiod-old', port: 443 } })],
        services: [istiod],
      },
      expect: [
        {
          messageId: 'noService',
          subject: 'MutatingWebhookConfiguration istio-sidecar-injector',
          args: { service: 'istio-system/istiod-old' },
          severity: 'error',
        },
      ],
    },
    'nothing answers': {
      given: { webhooks: [webhook()], services: [istiod], endpoints: [{ ...behind, addresses: [] }] },
      expect: [
        { messageId: 'noEndpoints', subject: 'MutatingWebhookConfiguration istio-sidecar-injector', severity: 'error' },
      ],
    },
    'a failure that is ignored is a warning': {
      given: {
        webhooks: [
          webhook({
            type: 'validating',
            configuration: 'istio-validator-istio-system',
            name: 'rev.validation.istio.io',
            failurePolicy: 'Ignore',
            hasCaBundle: false,
          }),
        ],
        services: [istiod],
        endpoints: [behind],
      },
      expect: [
        {
          messageId: 'noCaBundle',
          subject: 'ValidatingWebhookConfiguration istio-validator-istio-system',
          severity: 'warning',
        },
      ],
    },
  },
});
