import { expect, test } from 'vitest';
import type { LabelSelector } from '../../../src/model/facets.js';
import { matchesLabels, matchesSelector } from '../../../src/model/lookup/selector.js';
import { labelSelector, labels } from '../../helpers/facets/kubernetes.js';

const cart = labels({ app: 'cart', version: 'v1' });

test('every pair of a selector has to be there', () => {
  expect(matchesLabels(labels(), cart)).toBe(true);
  expect(matchesLabels(labels({ app: 'cart' }), cart)).toBe(true);
  expect(matchesLabels(labels({ app: 'cart', version: 'v2' }), cart)).toBe(false);
  expect(matchesLabels(labels({ tier: 'web' }), cart)).toBe(false);
});

function matches(key: string, operator: string, ...values: string[]): boolean {
  const selector: LabelSelector = labelSelector({ matchExpressions: [{ key, operator, values }] });
  return matchesSelector(selector, cart);
}

test('expressions as Kubernetes reads them', () => {
  expect(matches('app', 'In', 'cart', 'till')).toBe(true);
  expect(matches('app', 'In', 'till')).toBe(false);
  expect(matches('tier', 'In', 'web')).toBe(false);
  expect(matches('app', 'NotIn', 'till')).toBe(true);
  expect(matches('app', 'NotIn', 'cart')).toBe(false);
  expect(matches('tier', 'NotIn', 'web')).toBe(true);
  expect(matches('app', 'Exists')).toBe(true);
  expect(matches('tier', 'Exists')).toBe(false);
  expect(matches('tier', 'DoesNotExist')).toBe(true);
  expect(matches('app', 'DoesNotExist')).toBe(false);
  expect(matches('app', 'Like', 'c')).toBe(false);
});

test('labels and expressions both have to hold', () => {
  const matchExpressions = [{ key: 'version', operator: 'In', values: ['v2'] }];
  expect(matchesSelector(labelSelector({ matchLabels: labels({ app: 'cart' }) }), cart)).toBe(true);
  expect(matchesSelector(labelSelector({ matchLabels: labels({ app: 'cart' }), matchExpressions }), cart)).toBe(false);
});
