import { injectionMissingSidecar } from '../../../src/checks/injection/missing-sidecar.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labelSelector, labels, namespace, podSpec, webhook } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

/** shop/cart with its application alone. */
function bare(facts: Parameters<typeof podSpec>[0] = {}) {
  return podSpec({ containers: [container()], ...facts });
}

const { owner: _, ...ownPod } = bare();
const shop = namespace();
const unlabelled = namespace({ labels: labels() });

describeCheck(injectionMissingSidecar, {
  silent: {
    'a sidecar': { podSpecs: [podSpec()], namespaces: [shop], mesh: mesh() },
    'a native sidecar': {
      podSpecs: [podSpec({ containers: [container(), container({ name: 'istio-proxy', kind: 'sidecar' })] })],
      namespaces: [shop],
      mesh: mesh(),
    },
    'a namespace outside the mesh': { podSpecs: [bare()], namespaces: [unlabelled], mesh: mesh() },
    'injection is off, even if a revision or the pod asks': {
      podSpecs: [bare({ labels: labels({ 'sidecar.istio.io/inject': 'true' }) })],
      namespaces: [namespace({ labels: labels({ 'istio-injection': 'disabled', 'istio.io/rev': 'canary' }) })],
      mesh: mesh(),
    },
    'the pod opts out by label': {
      podSpecs: [bare({ labels: labels({ 'sidecar.istio.io/inject': 'false' }) })],
      namespaces: [shop],
      mesh: mesh(),
    },
    'the pod opts out by annotation': {
      podSpecs: [bare({ annotations: labels({ 'sidecar.istio.io/inject': 'False' }) })],
      namespaces: [shop],
      mesh: mesh(),
    },
    'host network': { podSpecs: [bare({ hostNetwork: true })], namespaces: [shop], mesh: mesh() },
    'a finished Job': { podSpecs: [bare({ phase: 'Succeeded' })], namespaces: [shop], mesh: mesh() },
    'ambient mode': {
      podSpecs: [bare()],
      namespaces: [
        namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/dataplane-mode': 'ambient' }) }),
      ],
      mesh: mesh(),
    },
    'the control plane, and the system of Kubernetes': {
      podSpecs: [bare({ namespace: 'istio-system' }), bare({ namespace: 'kube-system' })],
      namespaces: [namespace({ name: 'istio-system' }), namespace({ name: 'kube-system' })],
      mesh: mesh(),
    },
    'a template of one’s own': {
      podSpecs: [bare({ annotations: labels({ 'sidecar.istio.io/status': '{}' }) })],
      namespaces: [shop],
      mesh: mesh(),
    },
    'a static pod, which the kubelet creates': {
      podSpecs: [bare({ owner: { kind: 'Node', name: 'worker-1' } })],
      namespaces: [shop],
      mesh: mesh(),
    },
    'a namespace that is not in the bundle': { podSpecs: [bare()], namespaces: [], mesh: mesh() },
  },
  fires: {
    'manifests: a pod is told as itself': {
      given: { podSpecs: [ownPod], namespaces: [shop], mesh: mesh({ isManifests: true }) },
      expect: [{ messageId: 'missing', subject: 'Pod shop/cart-6f5b' }],
    },
    'a webhook that was not gathered may select the pods': {
      given: {
        podSpecs: [bare()],
        namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'gone' }) })],
        mesh: mesh({ partial: new Map([['MutatingWebhookConfiguration', new Set()]]) }),
        webhooks: [],
      },
      expect: [{ messageId: 'missing', subject: 'Workload shop/cart', args: { label: 'istio.io/rev=gone' } }],
    },
    'one of two pods is older than the label': {
      given: {
        podSpecs: [bare(), podSpec({ name: 'cart-9d2c' })],
        namespaces: [shop],
        mesh: mesh(),
        webhooks: [webhook()],
      },
      expect: [
        {
          messageId: 'missing',
          subject: 'Workload shop/cart',
          args: { label: 'istio-injection=enabled', count: 1, total: 2 },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a revision without an injector': {
      given: {
        podSpecs: [bare()],
        namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'gone' }) })],
        mesh: mesh(),
        webhooks: [
          webhook({
            name: 'rev.namespace.sidecar-injector.istio.io',
            namespaceSelector: labelSelector({
              matchExpressions: [{ key: 'istio.io/rev', operator: 'In', values: ['canary'] }],
            }),
          }),
        ],
      },
      expect: [{ messageId: 'noInjector', subject: 'Workload shop/cart', args: { label: 'istio.io/rev=gone' } }],
    },
    'the pod asks for itself': {
      given: {
        podSpecs: [bare({ labels: labels({ 'sidecar.istio.io/inject': 'true' }) })],
        namespaces: [unlabelled],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'missing', subject: 'Workload shop/cart', args: { label: 'sidecar.istio.io/inject=true' } },
      ],
    },
  },
});
