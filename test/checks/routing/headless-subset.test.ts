import { routingHeadlessSubset } from '../../../src/checks/routing/headless-subset.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig } from '../../helpers/facets/envoy.js';
import { container, labels, podSpec, route, service, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const toSubset = route({ destinations: [{ field: 'spec.http[0].route[0].destination', host: 'cart', subset: 'v1' }] });
const headless = service({ clusterIPs: ['None'] });
const given = {
  virtualServices: [virtualService({ spec: { routes: [toSubset] } })],
  services: [headless],
  mesh: mesh(),
};
const sending = podSpec({
  containers: [container({ env: labels({ PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES: 'true' }) })],
});

function dumped(type: string) {
  return {
    proxyConfigs: [proxyConfig({ clusters: [cluster('outbound|80|v1|cart.shop.svc.cluster.local', { type })] })],
  };
}

describeCheck(routingHeadlessSubset, {
  silent: {
    'a service with a cluster IP': { ...given, services: [service()] },
    'no subset': { ...given, virtualServices: [virtualService()] },
    'rules for a gateway': {
      ...given,
      virtualServices: [virtualService({ spec: { gateways: ['public'], routes: [toSubset] } })],
    },
    'istiod sends the endpoints': { ...given, podSpecs: [sending] },
    'sidecars choose the endpoint': { ...given, ...dumped('EDS') },
  },
  open: {
    'neither pods nor dumps': { given, because: 'whether istiod sends the endpoints' },
  },
  fires: {
    'a headless service': {
      given: { ...given, podSpecs: [podSpec()] },
      expect: [
        {
          messageId: 'ignored',
          subject: 'VirtualService shop/cart',
          args: { host: 'cart.shop.svc.cluster.local', subset: 'v1' },
          severity: 'warning',
          evidence: 1,
        },
      ],
    },
    'a dump shows it': {
      given: { ...given, ...dumped('ORIGINAL_DST') },
      expect: [{ messageId: 'ignored', subject: 'VirtualService shop/cart', evidence: 2 }],
    },
  },
});
