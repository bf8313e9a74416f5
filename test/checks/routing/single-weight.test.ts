import { routingSingleWeight } from '../../../src/checks/routing/single-weight.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';

function weighing(...weights: (number | undefined)[]) {
  const destinations = weights.map((weight, index) => ({
    field: `spec.http[0].route[${index}].destination`,
    host: 'cart',
    ...(weight !== undefined && { weight }),
  }));
  return { virtualServices: [virtualService({ spec: { routes: [route({ destinations })] } })] };
}

describeCheck(routingSingleWeight, {
  silent: {
    'no weight': weighing(undefined),
    'all of it': weighing(100),
    none: weighing(0),
    'two destinations': weighing(50, 50),
  },
  fires: {
    'half of it to one': {
      given: weighing(50),
      expect: [{ messageId: 'single', subject: 'VirtualService shop/cart', args: { weight: 50, route: 'http[0]' } }],
    },
  },
});
