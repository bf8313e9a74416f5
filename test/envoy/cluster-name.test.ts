import { expect, it } from 'vitest';
import { clusterName } from '../../src/envoy/cluster-name.js';

it.each([
  [
    'outbound|9080|v1|reviews.shop.svc.cluster.local',
    { kind: 'outbound', port: 9080, subset: 'v1', host: 'reviews.shop.svc.cluster.local' },
  ],
  ['outbound|80||cart', { kind: 'outbound', port: 80, host: 'cart' }],
  [
    'outbound_.9080_.v1_.reviews.shop',
    { kind: 'outbound', port: 9080, subset: 'v1', host: 'reviews.shop', isServerName: true },
  ],
  ['outbound_.9080_._.reviews.shop', { kind: 'outbound', port: 9080, host: 'reviews.shop', isServerName: true }],
  ['inbound|8080||', { kind: 'inbound', port: 8080 }],
  ['inbound|80|http|cart.shop', { kind: 'inbound', port: 80, portName: 'http', host: 'cart.shop' }],
  [
    'inbound-vip|80|http/v1|cart.shop',
    { kind: 'inbound-vip', port: 80, protocol: 'http', subset: 'v1', host: 'cart.shop' },
  ],
  ['inbound-vip|80|tcp|cart.shop', { kind: 'inbound-vip', port: 80, protocol: 'tcp', host: 'cart.shop' }],
  ['InboundPassthroughClusterIpv4', { kind: 'inbound-passthrough' }],
  ['BlackHoleCluster', { kind: 'black-hole' }],
  ['xds-grpc', { kind: 'proxy' }],
  ['outbound|99999||cart', { kind: 'other' }],
  ['outbound|80|cart', { kind: 'other' }],
  ['outbound|80||cart|more', { kind: 'other' }],
  ['my_service', { kind: 'other' }],
])('%s', (name, expected) => {
  expect(clusterName(name)).toEqual(expected);
});
