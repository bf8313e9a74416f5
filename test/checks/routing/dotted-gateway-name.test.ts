import { routingDottedGatewayName } from '../../../src/checks/routing/dotted-gateway-name.js';
import { describeCheck } from '../../helpers/check.js';
import { virtualService } from '../../helpers/facets/kubernetes.js';

function naming(...gateways: string[]) {
  return { virtualServices: [virtualService({ spec: { gateways } })] };
}

describeCheck(routingDottedGatewayName, {
  silent: {
    'namespace and name': naming('infra/public', 'public', 'mesh'),
    'dots behind a slash': naming('infra/a.b'),
  },
  fires: {
    'the form of Istio 1.0': {
      given: naming('public.infra.svc.cluster.local'),
      expect: [
        {
          messageId: 'dotted',
          subject: 'VirtualService shop/cart',
          args: { gateway: 'infra/public' },
          severity: 'info',
        },
      ],
    },
  },
});
