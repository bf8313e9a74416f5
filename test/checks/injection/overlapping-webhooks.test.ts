import { injectionOverlappingWebhooks } from '../../../src/checks/injection/overlapping-webhooks.js';
import { describeCheck } from '../../helpers/check.js';
import { labelSelector, labels, namespace, podSpec, webhook, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const byNamespace = webhook();
const byRevision = webhook({
  configuration: 'istio-sidecar-injector-canary',
  name: 'rev.namespace.sidecar-injector.istio.io',
  namespaceSelector: labelSelector({ matchLabels: labels({ 'istio.io/rev': 'canary' }) }),
});
const leftOver = webhook({ configuration: 'istio-sidecar-injector-old' });
const foreign = webhook({ configuration: 'policy', name: 'policy.example.com', namespaceSelector: labelSelector() });
const manifests = mesh({ isManifests: true });
const both = namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' }) });
const old = 'MutatingWebhookConfiguration istio-sidecar-injector-old';
const current = 'MutatingWebhookConfiguration istio-sidecar-injector';

describeCheck(injectionOverlappingWebhooks, {
  silent: {
    'one webhook': { webhooks: [byNamespace], mesh: manifests },
    'a webhook of another product': { webhooks: [byNamespace, foreign], mesh: manifests },
    'labels that no namespace has together': {
      webhooks: [byNamespace, byRevision],
      mesh: mesh(),
      namespaces: [namespace()],
      podSpecs: [podSpec()],
    },
    'a namespace without pods': { webhooks: [byNamespace, leftOver], mesh: mesh(), namespaces: [namespace()] },
  },
  open: {
    'namespaces were not captured': {
      given: { webhooks: [byNamespace, leftOver], mesh: mesh(), podSpecs: [podSpec()] },
      because: 'no namespaces',
    },
  },
  fires: {
    'two configurations with one selector, in manifests': {
      given: { webhooks: [byNamespace, leftOver], mesh: manifests },
      expect: [
        {
          messageId: 'overlap',
          subject: current,
          args: { others: 'istio-sidecar-injector-old/namespace.sidecar-injector.istio.io' },
          severity: 'error',
          evidence: 2,
        },
        { messageId: 'overlap', subject: old },
      ],
    },
    'two labels that a namespace could have, in manifests': {
      given: { webhooks: [byNamespace, byRevision], mesh: manifests },
      expect: [
        { messageId: 'overlap', subject: current },
        { messageId: 'overlap', subject: 'MutatingWebhookConfiguration istio-sidecar-injector-canary' },
      ],
    },
    'two labels that a namespace with pods has': {
      given: { webhooks: [byNamespace, byRevision], mesh: mesh(), namespaces: [both], workloads: [workload()] },
      expect: [
        { messageId: 'overlap', subject: current },
        { messageId: 'overlap', subject: 'MutatingWebhookConfiguration istio-sidecar-injector-canary' },
      ],
    },
  },
});
