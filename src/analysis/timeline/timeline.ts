import type { Evidence } from '../../core/evidence.js';
import type { TimelineClock } from '../../core/timeline.js';
import type { TimelineEntry } from './entry.js';

/** What happened in the mesh before and while the bundle was captured, on one axis in UTC. */
export interface Timeline {
  /** The part of the axis with nearly everything in it; entries may be earlier or later. RFC 3339. */
  from: string;
  to: string;
  /** By time. */
  entries: readonly TimelineEntry[];
  /** Entries beyond the limit, of the least severe ones. */
  omitted: number;
  clocks: readonly ClockDifference[];
}

/** A clock that is provably ahead of the one of the host that captured. */
export interface ClockDifference {
  clock: TimelineClock;
  /** Node or pod whose clock it is, where known. */
  of?: string;
  /** At least so many seconds. */
  ahead: number;
  evidence: Evidence;
}
