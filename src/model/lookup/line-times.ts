import type { AccessLogGroup, LineTimes } from '../facets.js';

const maxBuckets = 60;

/** The times of lines of several groups or logs, counted in buckets of one width. */
export function joinTimes(parts: readonly LineTimes[]): LineTimes {
  let width = Math.max(0, ...parts.map(({ bucketSeconds = 0 }) => bucketSeconds));
  if (width === 0) return {};
  let counts = countsBy(
    width,
    parts.flatMap(({ times = [] }) => times),
  );
  while (counts.length > maxBuckets) {
    width *= 2;
    counts = countsBy(width, counts);
  }
  return { times: counts, bucketSeconds: width };
}

function countsBy(seconds: number, times: NonNullable<LineTimes['times']>): { at: string; count: number }[] {
  const width = seconds * 1000;
  const counts = new Map<number, number>();
  for (const { at, count } of times) {
    const start = Math.floor(Date.parse(at) / width) * width;
    counts.set(start, (counts.get(start) ?? 0) + count);
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return sorted.map(([start, count]) => ({ at: new Date(start).toISOString().replace('.000Z', 'Z'), count }));
}

/** The bucket with the most lines, the earliest of equal ones; nothing where the lines tell no time. */
export function peakOf({ times = [], bucketSeconds = 0 }: LineTimes) {
  const most = Math.max(0, ...times.map(({ count }) => count));
  const found = times.find(({ count }) => count === most);
  return found === undefined ? undefined : { ...found, minutes: bucketSeconds / 60 };
}

/** Callers of several groups of lines, the most frequent first. */
export function joinCallers(groups: readonly AccessLogGroup[]): Pick<AccessLogGroup, 'callers' | 'otherCallers'> {
  const counts = new Map<string, number>();
  for (const { address, count } of groups.flatMap(({ callers = [] }) => callers))
    counts.set(address, (counts.get(address) ?? 0) + count);
  if (counts.size === 0) return {};
  const others = groups.reduce((sum, { otherCallers = 0 }) => sum + otherCallers, 0);
  const callers = [...counts].map(([address, count]) => ({ address, count }));
  callers.sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1));
  return { callers, ...(others > 0 && { otherCallers: others }) };
}
