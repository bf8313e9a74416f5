import { expect, test } from 'vitest';
import { type Projection, union } from '../../../src/parsers/support/projection.js';

const fields = (map: Record<string, Projection>): Projection => ({ fields: new Map(Object.entries(map)) });

test.each<[string, Projection, Projection, Projection]>([
  ['fields of both', fields({ a: 'all' }), fields({ b: 'presence' }), fields({ a: 'all', b: 'presence' })],
  [
    'fields of fields',
    fields({ a: fields({ x: 'all' }) }),
    fields({ a: fields({ y: 'all' }) }),
    fields({ a: fields({ x: 'all', y: 'all' }) }),
  ],
  ['items', { items: 'presence' }, { items: fields({ a: 'all' }) }, { items: fields({ a: 'all' }) }],
  ['presence and more', 'presence', fields({ a: 'all' }), fields({ a: 'all' })],
  ['everything', fields({ a: 'all' }), 'all', 'all'],
  ['different shapes', fields({ a: 'all' }), { items: 'all' }, 'all'],
])('%s', (_, a, b, both) => {
  expect(union(a, b)).toEqual(both);
});
