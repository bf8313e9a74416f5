import { proxiesNotLive } from '../../../src/checks/proxies/not-live.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyServer } from '../../helpers/facets/envoy.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';

describeCheck(proxiesNotLive, {
  silent: {
    live: { proxyServers: [proxyServer()] },
    'a start a minute ago': { proxyServers: [proxyServer({ state: 'INITIALIZING', uptimeSeconds: 60 })] },
    'a pod that is going': {
      proxyServers: [proxyServer({ state: 'DRAINING' })],
      podSpecs: [podSpec({ deleted: '2026-03-04T09:30:00Z' })],
    },
  },
  fires: {
    'initializing for an hour': {
      given: { proxyServers: [proxyServer({ state: 'INITIALIZING' })] },
      expect: [{ messageId: 'notLive', subject: 'Workload shop/cart', args: { state: 'INITIALIZING' } }],
    },
  },
});
