import { routingOutlierEjection } from '../../../src/checks/routing/outlier-ejection.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, endpoints } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function ejecting(maxEjectionPercent: number, minHealthPercent?: number) {
  const outlierDetection = {
    maxEjectionPercent,
    consecutive5xxErrors: 1,
    ...(minHealthPercent !== undefined && { minHealthPercent }),
  };
  return {
    destinationRules: [
      destinationRule({ spec: { policy: { field: 'spec.trafficPolicy', ports: [], outlierDetection } } }),
    ],
    endpoints: [endpoints()],
    mesh: mesh(),
  };
}

describeCheck(routingOutlierEjection, {
  silent: {
    'a part of the pods': ejecting(10),
    'all pods when too few are healthy': ejecting(100, 50),
    'two ready pods': {
      ...ejecting(100),
      endpoints: [
        endpoints({
          addresses: [
            { ip: '10.1.0.1', ready: true },
            { ip: '10.1.0.2', ready: true },
          ],
        }),
      ],
    },
    'a list that was cut': { ...ejecting(100), endpoints: [endpoints({ truncated: true })] },
  },
  fires: {
    'the only pod': {
      given: ejecting(100),
      expect: [
        {
          messageId: 'single',
          subject: 'DestinationRule shop/cart',
          args: { host: 'cart.shop.svc.cluster.local', errors: 1 },
          severity: 'warning',
        },
      ],
    },
  },
});
