import { routingLocalityWithoutOutlierDetection } from '../../../src/checks/routing/locality-without-outlier-detection.js';
import type { TrafficPolicy } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels } from '../../helpers/facets/kubernetes.js';

function balancing(policy: Partial<TrafficPolicy>) {
  return {
    destinationRules: [destinationRule({ spec: { policy: { field: 'spec.trafficPolicy', ports: [], ...policy } } })],
  };
}

const failover = { loadBalancer: { locality: 'failover' } };
const ofSubset = {
  name: 'v1',
  labels: labels(),
  policy: { field: 'spec.subsets[0].trafficPolicy', ports: [], ...failover },
};

describeCheck(routingLocalityWithoutOutlierDetection, {
  silent: {
    'with outlier detection': balancing({ ...failover, outlierDetection: {} }),
    'weights by locality, which need none': balancing({ loadBalancer: { locality: 'distribute' } }),
    'a subset below a rule that has it': {
      destinationRules: [
        destinationRule({
          spec: { policy: { field: 'spec.trafficPolicy', ports: [], outlierDetection: {} }, subsets: [ofSubset] },
        }),
      ],
    },
  },
  fires: {
    'failover alone': {
      given: balancing(failover),
      expect: [
        {
          messageId: 'noDetection',
          subject: 'DestinationRule shop/cart',
          args: { setting: 'failover' },
          severity: 'warning',
        },
      ],
    },
    'in a subset': {
      given: { destinationRules: [destinationRule({ spec: { subsets: [ofSubset] } })] },
      expect: [
        {
          messageId: 'noDetection',
          subject: 'DestinationRule shop/cart',
          args: { field: 'spec.subsets[0].trafficPolicy' },
        },
      ],
    },
  },
});
