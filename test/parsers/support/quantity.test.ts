import { expect, test } from 'vitest';
import { quantityIn } from '../../../src/parsers/support/quantity.js';

test.each([
  ['500m', 0.5],
  ['2', 2],
  [2, 2],
  ['1Gi', 1_073_741_824],
  ['128Mi', 134_217_728],
  ['1.5G', 1_500_000_000],
  ['1e3', 1000],
  ['', undefined],
  ['many', undefined],
  ['5constructor', undefined],
  [undefined, undefined],
])('%s is %s', (text, expected) => {
  expect(quantityIn(text)).toBe(expected);
});
