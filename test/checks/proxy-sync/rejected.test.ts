import { proxySyncRejected } from '../../../src/checks/proxy-sync/rejected.js';
import type { ProxyConfig } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { proxySync, syncTypes } from '../../helpers/facets/sync.js';

const reason = 'error adding listener 0.0.0.0:15090: duplicate address';

const dump: ProxyConfig = {
  pod: { namespace: 'shop', name: 'cart-6f5b' },
  workload: 'cart',
  type: 'sidecar',
  clusters: [],
  listeners: [],
  routes: [],
  secrets: [],
  rejected: [{ resource: 'listener', name: '0.0.0.0_15090', reason, pointer: '/configs/2/dynamic_listeners/0' }],
  warming: [],
  updated: {},
  source: { path: 'proxies/shop/cart-6f5b/config-dump.json' },
};

describeCheck(proxySyncRejected, {
  silent: {
    'everything accepted': { mesh: mesh(), proxySync: [proxySync()] },
    'stale is not rejected': {
      mesh: mesh(),
      proxySync: [proxySync({ types: syncTypes({ LDS: { state: 'stale' } }) })],
    },
  },
  fires: {
    'the list says why': {
      given: {
        mesh: mesh(),
        proxySync: [
          proxySync({ types: syncTypes({ LDS: { state: 'error', error: reason, sentAt: '2026-03-04T09:00:00Z' } }) }),
        ],
      },
      expect: [{ messageId: 'rejected', subject: 'Workload shop/cart', args: { type: 'LDS', reason } }],
    },
    'a table does not, but the dump of the proxy does': {
      given: {
        mesh: mesh(),
        proxySync: [proxySync({ types: syncTypes({ LDS: { state: 'error' } }) })],
        proxyConfigs: [dump],
      },
      expect: [{ messageId: 'rejected', subject: 'Workload shop/cart', args: { type: 'LDS', reason } }],
    },
    'nobody knows why': {
      given: {
        mesh: mesh(),
        proxySync: [proxySync({ types: syncTypes({ CDS: { state: 'error' } }) })],
        proxyConfigs: [dump],
      },
      expect: [{ messageId: 'unexplained', subject: 'Workload shop/cart', args: { type: 'CDS', count: 1 } }],
    },
    'each type by itself, and types of ztunnel too': {
      given: {
        mesh: mesh(),
        proxySync: [
          proxySync({ types: syncTypes({ CDS: { state: 'error', error: 'a' }, LDS: { state: 'error', error: 'b' } }) }),
          proxySync({
            pod: { namespace: 'istio-system', name: 'ztunnel-x1' },
            workload: 'ztunnel',
            type: 'ztunnel',
            types: new Map(),
            otherTypes: new Map([['WDS', { state: 'error', error: 'c' }]]),
          }),
        ],
      },
      expect: [
        { messageId: 'rejected', subject: 'Workload shop/cart', args: { type: 'CDS' } },
        { messageId: 'rejected', subject: 'Workload shop/cart', args: { type: 'LDS' } },
        { messageId: 'rejected', subject: 'Workload istio-system/ztunnel', args: { type: 'WDS' } },
      ],
    },
  },
});
