/** How often something was logged when. */
export interface TimeSpread {
  /** Buckets that hold something, the earliest first; `at` is where one begins, RFC 3339 in UTC. */
  times: { at: string; count: number }[];
  bucketSeconds: number;
}

const minute = 60_000;
const maxBuckets = 60;
/** `2026-03-04T08:00`, what all times of a minute begin with. */
const minuteLength = 16;

/**
 * Counts lines by minute, and by two, four … minutes once there are more than 60 of them: constant memory, and the same
 * result for any order of the lines.
 */
export class TimeBuckets {
  private width = minute;
  private counts = new Map<number, number>();
  private lastMinute = '';
  private lastBucket = 0;

  /** `time` is RFC 3339 in UTC; lines without one are not counted. */
  add(time: string | undefined): void {
    if (time === undefined) return;
    if (!time.startsWith(this.lastMinute) || this.lastMinute === '') {
      const start = Date.parse(`${time.slice(0, minuteLength)}Z`);
      if (Number.isNaN(start)) return;
      this.lastMinute = time.slice(0, minuteLength);
      this.lastBucket = Math.floor(start / this.width);
    }
    this.counts.set(this.lastBucket, (this.counts.get(this.lastBucket) ?? 0) + 1);
    while (this.counts.size > maxBuckets) this.widen();
  }

  /** Nothing where no line had a time. */
  end(): TimeSpread | undefined {
    if (this.counts.size === 0) return undefined;
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    const times = sorted.map(([bucket, count]) => ({ at: timeText(bucket * this.width), count }));
    return { times, bucketSeconds: this.width / 1000 };
  }

  private widen(): void {
    const counts = new Map<number, number>();
    for (const [bucket, count] of this.counts) {
      const wider = Math.floor(bucket / 2);
      counts.set(wider, (counts.get(wider) ?? 0) + count);
    }
    this.counts = counts;
    this.width *= 2;
    this.lastMinute = '';
  }
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
