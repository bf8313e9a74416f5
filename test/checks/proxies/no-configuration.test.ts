import { proxiesNoConfiguration } from '../../../src/checks/proxies/no-configuration.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

const bare = { clusters: [], listeners: [] };

describeCheck(proxiesNoConfiguration, {
  silent: {
    'clusters and listeners': { proxyConfigs: [proxyConfig()], mesh: mesh() },
    'a gateway without a Gateway has clusters only': { proxyConfigs: [proxyConfig({ listeners: [] })], mesh: mesh() },
    'a dump that was cut off': { proxyConfigs: [proxyConfig({ ...bare, partial: true })], mesh: mesh() },
    'a dump of endpoints or secrets alone': {
      proxyConfigs: [{ ...proxyConfig(), clusters: [], listeners: [] }],
      mesh: mesh(),
    },
    'the sidecar of Pilot': {
      proxyConfigs: [
        proxyConfig({ ...bare, pod: { namespace: 'istio-system', name: 'istio-pilot-1' }, workload: 'istio-pilot' }),
      ],
      mesh: mesh(),
    },
  },
  fires: {
    'neither of them': {
      given: { proxyConfigs: [proxyConfig(bare)], mesh: mesh() },
      expect: [{ messageId: 'none', subject: 'Workload shop/cart', args: { count: 1 } }],
    },
  },
});
