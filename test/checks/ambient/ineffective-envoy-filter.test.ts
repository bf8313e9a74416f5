import { ambientIneffectiveEnvoyFilter } from '../../../src/checks/ambient/ineffective-envoy-filter.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function shop(mode: string): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ${mode}}}
  `;
}

function pod(name: string, more = ''): string {
  return `
  apiVersion: v1
  kind: Pod
  metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
  spec: {containers: [{name: app, image: app}${more}]}
  `;
}

function filter(spec = ''): string {
  return `
  apiVersion: networking.istio.io/v1alpha3
  kind: EnvoyFilter
  metadata: {name: limits, namespace: shop}
  spec: {${spec}configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {}}}]}
  `;
}

const sidecar = ', {name: istio-proxy, image: proxyv2}';

describeOnManifests(ambientIneffectiveEnvoyFilter, {
  silent: {
    'the namespace is not ambient': documents(shop('none'), pod('cart'), filter()),
    'a pod with a sidecar is there too': documents(shop('ambient'), pod('cart'), pod('web', sidecar), filter()),
    'it selects no pod': documents(shop('ambient'), pod('cart'), filter('workloadSelector: {labels: {app: web}}, ')),
  },
  fires: {
    'all pods are ambient': {
      given: documents(shop('ambient'), pod('cart'), filter()),
      expect: [
        {
          messageId: 'ineffective',
          subject: 'EnvoyFilter shop/limits',
          severity: 'warning',
          args: { workload: 'cart' },
        },
      ],
    },
    'the pods that it selects are': {
      given: documents(
        shop('ambient'),
        pod('cart'),
        pod('web', sidecar),
        filter('workloadSelector: {labels: {app: cart}}, '),
      ),
      expect: [{ messageId: 'ineffective', subject: 'EnvoyFilter shop/limits' }],
    },
  },
});
