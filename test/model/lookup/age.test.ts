import { expect, test } from 'vitest';
import { minutesInWords, minutesSince } from '../../../src/model/lookup/age.js';

const now = new Date('2026-03-04T09:31:00Z');

test('whole minutes since a time', () => {
  expect(minutesSince('2026-03-04T09:00:30Z', now)).toBe(30);
  expect(minutesSince('2026-03-04T10:31:00+01:00', now)).toBe(0);
  expect(minutesSince(undefined, now)).toBeUndefined();
  expect(minutesSince('yesterday', now)).toBeUndefined();
});

test('minutes in words', () => {
  expect(minutesInWords(1)).toBe('1 minute');
  expect(minutesInWords(119)).toBe('119 minutes');
  expect(minutesInWords(120)).toBe('2 hours');
  expect(minutesInWords(3 * 24 * 60)).toBe('3 days');
});
