import { expect, test } from 'vitest';
import { durationSeconds } from '../../../src/parsers/support/durations.js';

test.each([
  ['1h0m0s', 3600],
  ['2m3.5s', 123.5],
  ['150ms', 0.15],
  ['5d3h', 442_800],
  ['0s', 0],
])('%s is %d seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBeCloseTo(seconds);
});

test.each(['', 'Never Acknowledged', '12', '5 m', '-3s'])('%j is no duration', (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});
