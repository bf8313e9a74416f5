import { routingForeignClusterDomain } from '../../../src/checks/routing/foreign-cluster-domain.js';
import { describeCheck } from '../../helpers/check.js';
import { service, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function hosts(...names: string[]) {
  return {
    virtualServices: [virtualService({ spec: { hosts: names } })],
    services: [service()],
    mesh: mesh({ clusterDomain: 'corp.internal' }),
  };
}

describeCheck(routingForeignClusterDomain, {
  silent: {
    'the domain of the cluster': hosts('cart.shop.svc.corp.internal'),
    'a name alone': hosts('cart'),
    'a service that this cluster does not have': hosts('gone.shop.svc.cluster.local'),
  },
  notApplicable: {
    'a cluster of the usual domain': { given: { ...hosts(), mesh: mesh() }, because: 'cluster.local' },
  },
  fires: {
    'the usual domain in a cluster of another': {
      given: hosts('cart.shop.svc.cluster.local'),
      expect: [
        {
          messageId: 'foreign',
          subject: 'VirtualService shop/cart',
          args: { meant: 'cart.shop.svc.corp.internal' },
          severity: 'warning',
        },
      ],
    },
  },
});
