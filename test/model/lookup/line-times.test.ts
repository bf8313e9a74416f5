import { expect, test } from 'vitest';
import { joinTimes, peakOf } from '../../../src/model/lookup/line-times.js';

const at = (minute: number, count: number) => ({
  at: `2026-03-04T08:${String(minute).padStart(2, '0')}:00Z`,
  count,
});

test('times of several logs are counted in the widest of their buckets', () => {
  const narrow = { bucketSeconds: 60, times: [at(0, 1), at(1, 2), at(2, 4)] };
  const wide = { bucketSeconds: 120, times: [at(0, 10)] };
  expect(joinTimes([narrow, wide, {}])).toEqual({ bucketSeconds: 120, times: [at(0, 13), at(2, 4)] });
});

test('more than sixty buckets become half as many, twice as wide', () => {
  const first = { bucketSeconds: 60, times: Array.from({ length: 50 }, (_, minute) => at(minute, 1)) };
  const second = { bucketSeconds: 60, times: Array.from({ length: 20 }, (_, i) => at(i, 1)).map(later) };
  const joined = joinTimes([first, second]);
  expect(joined.bucketSeconds).toBe(120);
  expect(joined.times?.reduce((sum, { count }) => sum + count, 0)).toBe(70);
});

function later({ count, at: time }: { at: string; count: number }) {
  return { at: time.replace('T08', 'T09'), count };
}

test('the peak is the fullest bucket, the first of equal ones', () => {
  expect(peakOf({ bucketSeconds: 120, times: [at(0, 2), at(2, 7), at(4, 7)] })).toEqual({ ...at(2, 7), minutes: 2 });
});

test('without times there is neither', () => {
  expect(joinTimes([{}, {}])).toEqual({});
  expect(peakOf({})).toBeUndefined();
});
