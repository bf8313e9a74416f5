import { servicesSelector } from '../../../src/checks/services/selector.js';
import { describeCheck } from '../../helpers/check.js';
import {
  endpoints,
  kubernetesRoute,
  labels,
  podSpec,
  service,
  virtualService,
  workload,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const basket = podSpec({ name: 'basket-1', labels: labels({ app: 'basket' }) });
const given = { services: [service()], podSpecs: [basket], mesh: mesh() };

describeCheck(servicesSelector, {
  silent: {
    'a selector that matches': { ...given, podSpecs: [podSpec()] },
    'no selector': { ...given, services: [service({ selector: labels() })] },
    'an ExternalName service': { ...given, services: [service({ type: 'ExternalName' })] },
    'endpoints although no pod is in the bundle': { ...given, endpoints: [endpoints()] },
    'a Deployment with ready pods that are not in the bundle': { ...given, workloads: [workload()] },
    'istiod, which control-plane/no-endpoints looks at': {
      ...given,
      services: [service({ namespace: 'istio-system', name: 'istiod' })],
    },
  },
  open: {
    'a namespace whose pods were not gathered': {
      given: { ...given, mesh: mesh({ partial: new Map([['Pod', new Set(['prod'])]]) }) },
      because: 'service shop/cart selects',
    },
  },
  fires: {
    'another value of the label': {
      given,
      expect: [
        { messageId: 'noMatch', subject: 'Service shop/cart', args: { selector: 'app=cart' }, severity: 'warning' },
      ],
    },
    'only a finished pod': {
      given: { ...given, podSpecs: [podSpec({ phase: 'Succeeded' })] },
      expect: [{ messageId: 'noMatch', subject: 'Service shop/cart' }],
    },
    'a VirtualService routes to it': {
      given: { ...given, virtualServices: [virtualService()] },
      expect: [{ messageId: 'noMatch', subject: 'Service shop/cart', severity: 'error' }],
    },
    'an HTTPRoute routes to it': {
      given: { ...given, kubernetesRoutes: [kubernetesRoute()] },
      expect: [{ messageId: 'noMatch', subject: 'Service shop/cart', severity: 'error' }],
    },
    'a service of Kubernetes itself': {
      given: { ...given, services: [service({ namespace: 'kube-system', name: 'kube-scheduler' })] },
      expect: [{ messageId: 'noMatch', subject: 'Service kube-system/kube-scheduler', severity: 'info' }],
    },
    'a Deployment that is scaled to zero': {
      given: { ...given, workloads: [workload({ replicas: 0, readyReplicas: 0 })] },
      expect: [
        {
          messageId: 'scaledToZero',
          subject: 'Service shop/cart',
          args: { kind: 'Deployment', workload: 'cart' },
          severity: 'info',
        },
      ],
    },
    'a Deployment whose pods are not created': {
      given: {
        ...given,
        workloads: [
          workload({ name: 'old', replicas: 0, readyReplicas: 0 }),
          workload({ replicas: 2, readyReplicas: 0 }),
        ],
      },
      expect: [
        {
          messageId: 'noPods',
          subject: 'Service shop/cart',
          args: { workload: 'cart', replicas: 2 },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
  },
});
