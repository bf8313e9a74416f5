import { expect, test } from 'vitest';
import { destinationOf } from '../../../src/model/lookup/access-destination.js';
import { accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

const reviews = { namespace: 'shop', name: 'reviews' };

test.each([
  ['outbound|9080||reviews.shop.svc.cluster.local', { text: 'shop/reviews:9080', service: reviews }],
  ['outbound|9080|v2|reviews.shop.svc.cluster.local', { text: 'shop/reviews:9080 (subset v2)', service: reviews }],
  ['outbound_.9080_.v2_.reviews.shop.svc.cluster.local', { text: 'shop/reviews:9080 (subset v2)', service: reviews }],
  ['outbound_.9080_._.reviews.shop.svc.cluster.local', { text: 'shop/reviews:9080', service: reviews }],
  ['inbound-vip|9080|http|reviews.shop.svc.cluster.local', { text: 'shop/reviews:9080', service: reviews }],
  ['outbound|443||api.partner.example', { text: 'api.partner.example:443', host: 'api.partner.example' }],
  ['inbound|8080||', { text: 'the application of shop/cart on port 8080' }],
  ['inbound|8080|http|cart.shop.svc.cluster.local', { text: 'the application of shop/cart on port 8080' }],
  ['InboundPassthroughClusterIpv4', { text: 'the application of shop/cart' }],
  ['connect_originate', { text: 'reviews:9080' }],
])('%s', (cluster, destination) => {
  expect(destinationOf(accessLogGroup({ cluster }), containerLog(), mesh())).toMatchObject(destination);
});

test('without an Envoy cluster the authority names it', () => {
  const { cluster: _, ...group } = accessLogGroup({ authority: 'Nosuch.example:80' });
  expect(destinationOf(group, containerLog(), mesh())).toEqual({ text: 'Nosuch.example:80', host: 'nosuch.example' });
});

test('a line may name nothing at all', () => {
  expect(destinationOf({ flags: 'NR', code: 0, count: 1, samples: [] }, containerLog(), mesh())).toEqual({
    text: 'hosts that are not named',
  });
});
