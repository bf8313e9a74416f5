import { expect, test } from 'vitest';
import { parseFieldPath } from '../../src/core/field-path.js';

test.each([
  ['spec.http[1].route[0]', [{ key: 'spec' }, { key: 'http' }, { index: 1 }, { key: 'route' }, { index: 0 }]],
  ['metadata.labels["istio.io/rev"]', [{ key: 'metadata' }, { key: 'labels' }, { key: 'istio.io/rev' }]],
  ['status.conditions[Ready]', [{ key: 'status' }, { key: 'conditions' }, { named: 'Ready' }]],
])('%s', (path, steps) => {
  expect(parseFieldPath(path)).toEqual(steps);
});

test.each(['spec[', 'a..b', 'a[]'])('%s is no path', (text) => {
  expect(parseFieldPath(text)).toBeUndefined();
});
