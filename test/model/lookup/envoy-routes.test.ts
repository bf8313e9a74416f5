import { expect, test } from 'vitest';
import { subsetOf } from '../../../src/model/lookup/envoy-routes.js';

test('the subset in the name of an Envoy cluster', () => {
  expect(subsetOf('outbound|9080|v1|reviews.shop.svc.cluster.local')).toBe('v1 reviews.shop.svc.cluster.local');
  expect(subsetOf('outbound|9080||reviews.shop.svc.cluster.local')).toBeUndefined();
  expect(subsetOf('inbound|9080||')).toBeUndefined();
  expect(subsetOf('BlackHoleCluster')).toBeUndefined();
});
