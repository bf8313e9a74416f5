import { proxiesWarming } from '../../../src/checks/proxies/warming.js';
import type { WarmingResource } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';

function waiting(resource: WarmingResource['resource'], name: string, since?: string) {
  const pointer = '/configs/2/dynamic_listeners/0';
  return proxyConfig({ warming: [{ resource, name, pointer, ...(since !== undefined && { since }) }] });
}

describeCheck(proxiesWarming, {
  silent: {
    'nothing waits': { proxyConfigs: [proxyConfig()] },
    'since half a minute': { proxyConfigs: [waiting('listener', '0.0.0.0_80', '2026-03-04T09:30:30Z')] },
  },
  fires: {
    'a credential that never came': {
      given: { proxyConfigs: [waiting('secret', 'kubernetes://shop-tls')] },
      expect: [
        {
          messageId: 'credential',
          subject: 'Workload shop/cart',
          args: { credential: 'shop-tls' },
          severity: 'error',
        },
      ],
    },
    'a listener': {
      given: { proxyConfigs: [waiting('listener', '0.0.0.0_80', '2026-03-04T08:00:00Z')] },
      expect: [{ messageId: 'resource', subject: 'Workload shop/cart', args: { name: '0.0.0.0_80' } }],
    },
  },
});
