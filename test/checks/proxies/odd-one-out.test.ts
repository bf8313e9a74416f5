import { proxiesOddOneOut } from '../../../src/checks/proxies/odd-one-out.js';
import type { ProxyConfig } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig } from '../../helpers/facets/envoy.js';
import { labels, podSpec } from '../../helpers/facets/kubernetes.js';

const settled = '2026-03-04T09:00:00Z';

function replica(name: string, hosts: readonly string[], facts: Parameters<typeof proxyConfig>[0] = {}): ProxyConfig {
  return proxyConfig({
    pod: { namespace: 'shop', name },
    workload: 'cart',
    updated: { clusters: settled, listeners: settled, routes: settled },
    ...facts,
    clusters: hosts.map((host) => cluster(`outbound|80||${host}`)),
  });
}

function pod(name: string, hash: string) {
  return podSpec({ namespace: 'shop', name, labels: labels({ 'pod-template-hash': hash }) });
}

const equal = [replica('cart-1', ['a', 'b']), replica('cart-2', ['a', 'b'])];

describeCheck(proxiesOddOneOut, {
  silent: {
    'equal replicas': { proxyConfigs: [...equal, replica('cart-3', ['b', 'a'])] },
    'two that differ, of which either may be right': {
      proxyConfigs: [replica('cart-1', ['a']), replica('cart-2', ['b'])],
    },
    'another workload': { proxyConfigs: [...equal, replica('pay-1', ['a'], { workload: 'pay' })] },
    'another release': { proxyConfigs: [...equal, replica('cart-3', ['a'], { istioVersion: '1.20.0' })] },
    'another pod template': {
      proxyConfigs: [...equal, replica('cart-3', ['a'])],
      podSpecs: [pod('cart-1', 'x'), pod('cart-2', 'x'), pod('cart-3', 'y')],
    },
    'a push while the capture ran': {
      proxyConfigs: [...equal, replica('cart-3', ['a'], { updated: { clusters: '2026-03-04T09:40:00Z' } })],
    },
    'a dump that ends early': { proxyConfigs: [...equal, replica('cart-3', ['a'], { partial: true })] },
  },
  fires: {
    'one of three lacks a cluster': {
      given: { proxyConfigs: [...equal, replica('cart-3', ['a'])] },
      expect: [
        {
          messageId: 'lacks',
          subject: 'Workload shop/cart',
          args: { pod: 'cart-3', what: 'clusters', count: 1, others: 2, names: 'outbound|80||b' },
          evidence: 3,
        },
      ],
    },
    'one of three has a cluster of its own': {
      given: { proxyConfigs: [...equal, replica('cart-3', ['a', 'b', 'c'])] },
      expect: [{ messageId: 'extra', subject: 'Workload shop/cart', args: { names: 'outbound|80||c' } }],
    },
  },
});
