import { gatewaysSelector } from '../../../src/checks/gateways/selector.js';
import { describeCheck } from '../../helpers/check.js';
import { container, istioGateway, labels, podSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const ingress = labels({ istio: 'ingressgateway', app: 'istio-ingressgateway' });
const gatewayPod = podSpec({ namespace: 'istio-system', labels: ingress });
const deployment = workload({
  namespace: 'istio-system',
  name: 'ingress',
  podLabels: ingress,
  replicas: 0,
  readyReplicas: 0,
});
const istiod = podSpec({
  namespace: 'istio-system',
  name: 'istiod-1',
  containers: [container({ name: 'discovery', env: labels({ PILOT_SCOPE_GATEWAY_TO_NAMESPACE: 'true' }) })],
});
const given = { istioGateways: [istioGateway()], podSpecs: [podSpec()] };

describeCheck(gatewaysSelector, {
  silent: {
    'manifests: a Deployment whose pods will have the labels': {
      ...given,
      workloads: [deployment],
      mesh: mesh({ isManifests: true }),
    },
    'scoped to the namespace, with pods in it': {
      istioGateways: [istioGateway({ namespace: 'istio-system' })],
      podSpecs: [gatewayPod, istiod],
    },
    'pods of another namespace': { ...given, podSpecs: [gatewayPod] },
    'a Deployment with ready pods that are not in the bundle': {
      ...given,
      workloads: [{ ...deployment, replicas: 2, readyReplicas: 2 }],
    },
    'an empty selector, which means all gateways': {
      ...given,
      istioGateways: [istioGateway({ spec: { selector: labels() } })],
    },
  },
  open: {
    'pods of chosen namespaces only': {
      given: { ...given, mesh: mesh({ partial: new Map([['Pod', new Set(['shop'])]]) }) },
      because: 'Gateway shop/public selects',
    },
  },
  fires: {
    'scoped to the namespace, with pods in another one': {
      given: { ...given, podSpecs: [gatewayPod, istiod] },
      expect: [{ messageId: 'otherNamespace', subject: 'Gateway shop/public', args: { podNamespace: 'istio-system' } }],
    },
    'no pod has the labels': {
      given,
      expect: [
        {
          messageId: 'noMatch',
          subject: 'Gateway shop/public',
          args: { selector: 'istio=ingressgateway' },
          severity: 'error',
        },
      ],
    },
    'scaled to zero': {
      given: { ...given, workloads: [deployment] },
      expect: [
        {
          messageId: 'scaledToZero',
          subject: 'Gateway shop/public',
          args: { kind: 'Deployment', workload: 'istio-system/ingress' },
          severity: 'info',
        },
      ],
    },
    'pods are not created': {
      given: { ...given, workloads: [{ ...deployment, replicas: 2 }] },
      expect: [{ messageId: 'noPods', subject: 'Gateway shop/public', args: { replicas: 2 }, severity: 'error' }],
    },
  },
});
