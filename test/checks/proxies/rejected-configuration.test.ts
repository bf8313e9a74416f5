import { proxiesRejectedConfiguration } from '../../../src/checks/proxies/rejected-configuration.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

const rejected = [
  { resource: 'listener' as const, name: '0.0.0.0_80', reason: 'duplicate match', pointer: '/configs/2/x/0' },
];

describeCheck(proxiesRejectedConfiguration, {
  silent: { 'nothing refused': { proxyConfigs: [proxyConfig()], mesh: mesh() } },
  fires: {
    'one workload': {
      given: { proxyConfigs: [proxyConfig({ rejected }), proxyConfig({ rejected })], mesh: mesh() },
      expect: [
        {
          messageId: 'rejected',
          subject: 'Workload shop/cart',
          args: { resource: 'listener', name: '0.0.0.0_80', reason: 'duplicate match' },
          evidence: 2,
        },
      ],
    },
    'the same reason in two workloads is one finding': {
      given: {
        proxyConfigs: [proxyConfig({ rejected }), proxyConfig({ rejected, workload: 'reviews' })],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'rejected',
          subject: 'Mesh cluster.local',
          args: { workloads: 'shop/cart and 1 more workload' },
        },
      ],
    },
  },
});
