import { expect, test } from 'vitest';
import { TimeBuckets } from '../../../src/parsers/container-log/time-buckets.js';

function spreadOf(minutes: readonly number[]) {
  const buckets = new TimeBuckets();
  for (const minute of minutes) buckets.add(new Date(Date.UTC(2026, 2, 4, 8, minute, 30)).toISOString());
  return buckets.end();
}

const hour = Array.from({ length: 60 }, (_, minute) => minute);

test('sixty minutes with lines are told apart', () => {
  expect(spreadOf(hour)).toMatchObject({ bucketSeconds: 60, times: { length: 60 } });
});

test('one more, and buckets are twice as wide', () => {
  const spread = spreadOf([...hour, 60]);
  expect(spread).toMatchObject({ bucketSeconds: 120, times: { length: 31 } });
  expect(spread?.times[0]).toEqual({ at: '2026-03-04T08:00:00Z', count: 2 });
  expect(spread?.times.at(-1)).toEqual({ at: '2026-03-04T09:00:00Z', count: 1 });
});

test('a day of lines every minute is kept in at most sixty buckets, and every line is counted', () => {
  const spread = spreadOf(Array.from({ length: 1440 }, (_, minute) => minute));
  expect(spread?.bucketSeconds).toBe(1920);
  expect(spread?.times.reduce((sum, { count }) => sum + count, 0)).toBe(1440);
});

test('the order of the lines does not matter', () => {
  const minutes = [...hour, 61, 75, 200, 200, 4000];
  expect(spreadOf([...minutes].reverse())).toEqual(spreadOf(minutes));
});

test('lines without a time are not counted', () => {
  const buckets = new TimeBuckets();
  buckets.add(undefined);
  buckets.add('no time');
  expect(buckets.end()).toBeUndefined();
});
