import { controlPlaneDiscoveryAddress } from '../../../src/checks/control-plane/discovery-address.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const services = [service({ namespace: 'istio-system', name: 'istiod' })];

function at(discoveryAddress: string) {
  return { proxyConfigs: [proxyConfig({ discoveryAddress })], services, mesh: mesh() };
}

describeCheck(controlPlaneDiscoveryAddress, {
  silent: {
    'the service is there': at('istiod.istio-system.svc:15012'),
    'the full name': at('istiod.istio-system.svc.cluster.local:15012'),
    'outside the cluster': at('istiod.istio-system.example.com:15012'),
    'an address': at('10.96.0.17:15010'),
    'a namespace of which no service was read': at('istiod.istio-old.svc:15012'),
  },
  open: {
    'services of the namespace were not all gathered': {
      given: {
        ...at('istiod-old.istio-system.svc:15012'),
        mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }),
      },
      because: 'istio-system/istiod-old may exist',
    },
  },
  fires: {
    'a revision that is gone': {
      given: at('istiod-old.istio-system.svc:15012'),
      expect: [{ messageId: 'missing', subject: 'Workload shop/cart', args: { service: 'istio-system/istiod-old' } }],
    },
    'Pilot, as Istio 1.0 writes it': {
      given: at('istio-pilot.istio-system:15007'),
      expect: [{ messageId: 'missing', subject: 'Workload shop/cart', args: { service: 'istio-system/istio-pilot' } }],
    },
  },
});
