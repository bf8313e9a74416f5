import { routingMirrorTarget } from '../../../src/checks/routing/mirror-target.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function mirroring(host: string, subset?: string, weight?: number) {
  const routes = [
    route({
      destinations: [
        {
          field: 'spec.http[0].route[0].destination',
          host: 'cart',
          subset: 'v1',
          ...(weight !== undefined && { weight }),
        },
      ],
      mirrors: [{ field: 'spec.http[0].mirror', host, ...(subset !== undefined && { subset }) }],
    }),
  ];
  return { virtualServices: [virtualService({ spec: { routes } })], mesh: mesh() };
}

describeCheck(routingMirrorTarget, {
  silent: {
    'another subset': mirroring('cart', 'v2'),
    'another service': mirroring('cart-test', 'v1'),
    'the whole service': mirroring('cart'),
    'a destination that gets no requests': mirroring('cart', 'v1', 0),
  },
  fires: {
    'the destination itself, written in full': {
      given: mirroring('cart.shop.svc.cluster.local', 'v1'),
      expect: [
        {
          messageId: 'same',
          subject: 'VirtualService shop/cart',
          args: { route: 'http[0]' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
  },
});
