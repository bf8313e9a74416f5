import { proxySyncMissingProxy } from '../../../src/checks/proxy-sync/missing-proxy.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { capture, connectedProxies } from '../../helpers/facets/sync.js';

const stock = podSpec({ name: 'stock-7c9d', workload: 'stock' });
const notReady = [{ type: 'Ready', status: 'False' }];
const source = { path: 'proxies/shop/stock-7c9d/stats.txt' };

/** Five hundred connected pods of workload cart. */
const many = Array.from({ length: 500 }, (_, index) => podSpec({ name: `cart-${index}` }));
const names = many.map((pod) => `shop/${pod.name}`);
const twoLists = {
  ...connectedProxies(...names),
  lists: [...connectedProxies(...names).lists, ...connectedProxies().lists],
};

describeCheck(proxySyncMissingProxy, {
  silent: {
    'all are connected': { connectedProxies: connectedProxies(), podSpecs: [podSpec()], mesh: mesh() },
    'pods without a proxy, pods that are not ready, pods that are going': {
      connectedProxies: connectedProxies(),
      podSpecs: [
        podSpec({ name: 'batch-1', containers: [container()] }),
        podSpec({ name: 'new-1', conditions: notReady }),
        podSpec({ name: 'old-1', deleted: '2026-03-04T09:20:00Z' }),
      ],
      mesh: mesh(),
    },
    'a pod that started while the lists were taken': {
      connectedProxies: connectedProxies(),
      podSpecs: [podSpec({ name: 'new-1', created: '2026-03-04T09:18:00Z' })],
      mesh: mesh(),
      capture: capture({ from: '2026-03-04T09:21:00Z' }),
    },
    'ztunnel, which older istioctl leaves out': {
      connectedProxies: connectedProxies(),
      podSpecs: [podSpec({ name: 'ztunnel-x1', labels: labels({ app: 'ztunnel' }) })],
      mesh: mesh(),
    },
    'the sidecar of Pilot itself runs on static configuration': {
      connectedProxies: connectedProxies(),
      podSpecs: [podSpec({ namespace: 'istio-system', name: 'istio-pilot-1', workload: 'istio-pilot' })],
      mesh: mesh(),
    },
    'the proxy says that it is connected': {
      connectedProxies: connectedProxies(),
      podSpecs: [stock],
      mesh: mesh(),
      proxyStats: [
        {
          pod: { namespace: 'shop', name: 'stock-7c9d' },
          workload: 'stock',
          connected: true,
          rejected: new Map(),
          accepted: new Map(),
          tlsErrors: new Map(),
          source,
        },
      ],
    },
    'one of five hundred may be moving from one replica to the other': {
      connectedProxies: twoLists,
      podSpecs: [...many, stock],
      mesh: mesh(),
    },
  },
  fires: {
    'a ready sidecar in no list': {
      given: { connectedProxies: connectedProxies(), podSpecs: [podSpec(), stock], mesh: mesh() },
      expect: [
        {
          messageId: 'disconnected',
          subject: 'Workload shop/stock',
          args: { count: 1, total: 1, pod: 'stock-7c9d' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a gateway, and a native sidecar': {
      given: {
        connectedProxies: connectedProxies(),
        podSpecs: [
          podSpec({
            namespace: 'istio-system',
            name: 'istio-ingressgateway-1',
            workload: 'istio-ingressgateway',
            containers: [container({ name: 'istio-proxy' })],
          }),
          podSpec({
            name: 'pay-1',
            workload: 'pay',
            containers: [container(), container({ name: 'istio-proxy', kind: 'sidecar' })],
          }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'disconnected', subject: 'Workload istio-system/istio-ingressgateway' },
        { messageId: 'disconnected', subject: 'Workload shop/pay' },
      ],
    },
    'two of five hundred are more than chance': {
      given: {
        connectedProxies: twoLists,
        podSpecs: [...many, stock, podSpec({ name: 'pay-1', workload: 'pay' })],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'disconnected', subject: 'Workload shop/stock' },
        { messageId: 'disconnected', subject: 'Workload shop/pay' },
      ],
    },
  },
});
