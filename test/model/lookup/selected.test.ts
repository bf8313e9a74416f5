import { expect, test } from 'vitest';
import { podsOfService, selectedPods, selectedWorkloads } from '../../../src/model/lookup/selected.js';
import { labels, podSpec, workload } from '../../helpers/facets/kubernetes.js';

const pods = [
  podSpec({ name: 'cart-1', labels: labels({ app: 'cart', version: 'v1' }) }),
  podSpec({ name: 'cart-2', labels: labels({ app: 'cart', version: 'v2' }) }),
  podSpec({ name: 'till-1', labels: labels({ app: 'till', version: 'v1' }) }),
  podSpec({ name: 'cart-3', labels: labels({ app: 'cart', version: 'v1' }), phase: 'Succeeded' }),
  podSpec({ name: 'cart-4', namespace: 'stage', labels: labels({ app: 'cart', version: 'v1' }) }),
];
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

test('pods of one namespace that are not finished', () => {
  expect(names(selectedPods(pods, labels({ app: 'cart' }), 'shop'))).toEqual(['cart-1', 'cart-2']);
  expect(names(selectedPods(pods, labels({ app: 'cart', version: 'v1' }), 'shop'))).toEqual(['cart-1']);
  expect(names(selectedPods(pods, labels({ app: 'other' }), 'shop'))).toEqual([]);
  expect(names(selectedPods(pods, labels({ app: 'cart' }), 'nowhere'))).toEqual([]);
});

test('pods of all namespaces', () => {
  expect(names(selectedPods(pods, labels({ version: 'v1' })))).toEqual(['cart-1', 'till-1', 'cart-4']);
});

test('an empty selector gives none', () => {
  expect(selectedPods(pods, labels())).toEqual([]);
  expect(podsOfService(pods, { namespace: 'shop', selector: labels() })).toEqual([]);
  expect(podsOfService(pods, { namespace: 'shop' })).toEqual([]);
});

test('workloads by the labels of their pod template', () => {
  const workloads = [workload(), workload({ name: 'till', podLabels: labels({ app: 'till' }) })];
  expect(names(selectedWorkloads(workloads, labels({ app: 'till' }), 'shop'))).toEqual(['till']);
});
