import { routingUnusedSubsetPolicy } from '../../../src/checks/routing/unused-subset-policy.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels, route, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const subsets = [{ name: 'v1', labels: labels(), policy: { field: 'spec.subsets[0].trafficPolicy', ports: [] } }];

function routingTo(subset?: string) {
  const destination = {
    field: 'spec.http[0].route[0].destination',
    host: 'cart',
    ...(subset !== undefined && { subset }),
  };
  return {
    destinationRules: [destinationRule({ spec: { subsets } })],
    virtualServices: [virtualService({ spec: { routes: [route({ destinations: [destination] })] } })],
    mesh: mesh(),
  };
}

describeCheck(routingUnusedSubsetPolicy, {
  silent: {
    'a route sends to the subset': routingTo('v1'),
    'a subset without a policy': { ...routingTo(), destinationRules: [destinationRule()] },
  },
  open: {
    'VirtualServices of other namespaces were not gathered': {
      given: { ...routingTo(), mesh: mesh({ partial: new Map([['VirtualService', new Set(['shop'])]]) }) },
      because: 'subset "v1"',
    },
  },
  fires: {
    'nothing routes to the subset': {
      given: routingTo(),
      expect: [{ messageId: 'unused', subject: 'DestinationRule shop/cart', args: { subset: 'v1' }, severity: 'info' }],
    },
  },
});
