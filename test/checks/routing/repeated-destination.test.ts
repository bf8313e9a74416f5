import { routingRepeatedDestination } from '../../../src/checks/routing/repeated-destination.js';
import type { VirtualService } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

type Destination = VirtualService['spec']['routes'][number]['destinations'][number];

function to(...facts: Partial<Destination>[]) {
  const destinations = facts.map((fact, index) => ({
    field: `spec.http[0].route[${index}].destination`,
    host: 'cart',
    ...fact,
  }));
  return { virtualServices: [virtualService({ spec: { routes: [route({ destinations })] } })], mesh: mesh() };
}

describeCheck(routingRepeatedDestination, {
  silent: {
    'two subsets': to({ subset: 'v1' }, { subset: 'v2' }),
    'two ports': to({ port: 80 }, { port: 81 }),
    'two hosts': to({ host: 'cart.web' }, { host: 'cart' }),
  },
  fires: {
    'the same subset': {
      given: to({ subset: 'v1', weight: 90 }, { subset: 'v1', weight: 10 }),
      expect: [
        { messageId: 'repeated', subject: 'VirtualService shop/cart', args: { subset: 'subset "v1"' }, evidence: 2 },
      ],
    },
    'once short and once in full': {
      given: to({ host: 'cart' }, { host: 'cart.shop.svc.cluster.local' }),
      expect: [
        { messageId: 'repeated', subject: 'VirtualService shop/cart', args: { host: 'cart.shop.svc.cluster.local' } },
      ],
    },
  },
});
