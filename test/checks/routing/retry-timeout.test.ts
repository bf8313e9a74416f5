import { routingRetryTimeout } from '../../../src/checks/routing/retry-timeout.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';

function timing(timeout: string, perTryTimeout: string, attempts = 3) {
  return {
    virtualServices: [virtualService({ spec: { routes: [route({ timeout, retries: { attempts, perTryTimeout } })] } })],
  };
}

describeCheck(routingRetryTimeout, {
  silent: {
    'time for several attempts': timing('10s', '2s'),
    'without retries': timing('1s', '2s', 0),
    'no timeout': timing('0s', '2s'),
    'text that is no duration': timing('fast', '2s'),
  },
  fires: {
    'an attempt takes all of it': {
      given: timing('1m', '60s'),
      expect: [
        {
          messageId: 'noTime',
          subject: 'VirtualService shop/cart',
          args: { timeout: '1m', perTry: '60s' },
          severity: 'info',
        },
      ],
    },
    'an attempt takes more': {
      given: timing('500ms', '1m30s'),
      expect: [{ messageId: 'noTime', subject: 'VirtualService shop/cart' }],
    },
  },
});
