import { expect, test } from 'vitest';
import { podsOfPolicy } from '../../../src/model/lookup/policy-pods.js';
import { labels, podSpec } from '../../helpers/facets/kubernetes.js';

const pods = [
  podSpec({ namespace: 'shop', name: 'cart-1', labels: labels({ app: 'cart' }) }),
  podSpec({ namespace: 'shop', name: 'web-1', labels: labels({ app: 'web' }) }),
  podSpec({ namespace: 'shop', name: 'job-1', labels: labels({ app: 'cart' }), phase: 'Succeeded' }),
  podSpec({ namespace: 'api', name: 'cart-2', labels: labels({ app: 'cart' }) }),
];

test.each([
  ['shop', { app: 'cart' }, ['cart-1']],
  ['shop', {}, ['cart-1', 'web-1']],
  ['istio-system', { app: 'cart' }, ['cart-1', 'cart-2']],
  ['istio-system', {}, ['cart-1', 'web-1', 'cart-2']],
  ['empty', {}, []],
])('in %s with selector %j', (namespace, selector, names) => {
  const selected = podsOfPolicy(pods, { namespace, selector: labels(selector) }, 'istio-system');
  expect(selected.map(({ name }) => name)).toEqual(names);
});
