import { endpointsNotReady } from '../../../src/checks/endpoints/not-ready.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, labels, podSpec, service, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const none = endpoints({ addresses: [] });
const unready = endpoints({ addresses: [{ ip: '10.244.1.7', ready: false }] });
const conditions = [{ type: 'Ready', status: 'False' }];
const notReady = podSpec({ conditions });
const given = { services: [service()], endpoints: [none], mesh: mesh() };

describeCheck(endpointsNotReady, {
  silent: {
    'a ready address': { ...given, endpoints: [endpoints()] },
    'a ready address in another slice': { ...given, endpoints: [unready, endpoints()] },
    'no endpoints were captured for it': { ...given, endpoints: [endpoints({ service: 'till', addresses: [] })] },
    'no selector': { ...given, services: [service({ selector: labels() })] },
    'an ExternalName service': { ...given, services: [service({ type: 'ExternalName' })] },
    'no pods (services/selector)': { ...given, podSpecs: [] },
    'only a pod that is being deleted': {
      ...given,
      podSpecs: [podSpec({ deleted: '2026-03-04T09:31:10Z' })],
    },
    'pods that were just created': { ...given, podSpecs: [podSpec({ created: '2026-03-04T09:30:00Z', conditions })] },
    'a service that publishes pods before they are ready': {
      ...given,
      serviceSpecs: [serviceSpec({ publishNotReadyAddresses: true })],
      podSpecs: [notReady],
    },
    'the control plane (control-plane/no-endpoints)': {
      services: [service({ namespace: 'istio-system', name: 'istiod' })],
      endpoints: [endpoints({ namespace: 'istio-system', service: 'istiod', addresses: [] })],
      mesh: mesh(),
    },
  },
  fires: {
    'all pods have trouble': {
      given: {
        ...given,
        endpoints: [unready],
        podSpecs: [notReady, podSpec({ name: 'cart-2', status: 'CrashLoopBackOff', conditions })],
      },
      expect: [
        {
          messageId: 'notReady',
          subject: 'Service shop/cart',
          args: { reasons: '1 running but not ready, 1 CrashLoopBackOff' },
          severity: 'error',
          evidence: 3,
        },
      ],
    },
    'addresses that are not ready, pods not captured': {
      given: { ...given, endpoints: [unready] },
      expect: [{ messageId: 'notReady', subject: 'Service shop/cart', args: { reasons: '1 not ready' } }],
    },
    'no address, pods not captured': {
      given,
      expect: [{ messageId: 'none', subject: 'Service shop/cart' }],
    },
    'ready pods that are not listed': {
      given: { ...given, podSpecs: [podSpec()] },
      expect: [{ messageId: 'unlisted', subject: 'Service shop/cart', args: { count: 1 } }],
    },
    'a service of Kubernetes itself': {
      given: {
        services: [service({ namespace: 'kube-system', name: 'metrics' })],
        endpoints: [endpoints({ namespace: 'kube-system', service: 'metrics', addresses: [] })],
        mesh: mesh(),
      },
      expect: [{ messageId: 'none', subject: 'Service kube-system/metrics', severity: 'warning' }],
    },
  },
});
