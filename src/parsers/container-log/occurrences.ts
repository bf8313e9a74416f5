import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import { TimeBuckets, type TimeSpread } from './time-buckets.js';

/** How often, when and where lines of one kind stand in a log. */
export interface OccurrenceSummary extends Partial<TimeSpread> {
  count: number;
  first?: string;
  last?: string;
  lastLine: number;
  samples: Evidence[];
}

const maxSamples = 3;

/** Counts lines of one kind in constant memory. */
export class Occurrences {
  private count = 0;
  private first: string | undefined;
  private last: string | undefined;
  private lastLine = 0;
  private readonly samples: Evidence[] = [];
  private readonly times = new TimeBuckets();

  constructor(private readonly path: string) {}

  /** `text` gives the line without secrets; it is asked for the first few only. */
  add(line: number, time: string | undefined, text: () => string): void {
    this.count++;
    this.lastLine = line;
    if (time !== undefined) {
      this.first ??= time;
      this.last = time;
      this.times.add(time);
    }
    if (this.samples.length < maxSamples) this.samples.push({ path: this.path, line, excerpt: clipExcerpt(text()) });
  }

  end(): OccurrenceSummary {
    return {
      count: this.count,
      ...(this.first !== undefined && { first: this.first }),
      ...(this.last !== undefined && { last: this.last }),
      lastLine: this.lastLine,
      samples: this.samples,
      ...this.times.end(),
    };
  }
}
