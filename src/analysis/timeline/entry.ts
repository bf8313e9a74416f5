import type { Evidence } from '../../core/evidence.js';
import type { Severity } from '../../core/severity.js';
import type { Subject } from '../../core/subject.js';
import type { TimelineClock, TimelineKind } from '../../core/timeline.js';
import type { FacetName, Facets, MeshModel } from '../../model/facets.js';

export interface TimelineEntry {
  kind: TimelineKind;
  /** RFC 3339, UTC. */
  at: string;
  /** The last time, where it happened more than once or lasted. */
  until?: string;
  /** When it happened most, and how often within that many seconds. */
  peak?: { at: string; count: number; seconds: number };
  /** A sentence without its full stop. */
  title: string;
  severity?: Severity;
  subject?: Subject;
  /** How often. */
  count: number;
  clock: TimelineClock;
  /** What the time is rounded to, in seconds. */
  resolution: number;
  /** Fingerprint of the finding that says more. */
  finding?: string;
  evidence?: Evidence;
}

/** What a facet holds; nothing where it is absent. */
export function listed<F extends FacetName>(
  model: MeshModel,
  name: F,
): Facets[F] extends readonly (infer T)[] ? readonly T[] : never;
export function listed(model: MeshModel, name: FacetName): readonly unknown[] {
  const facet = model[name];
  return facet.state === 'present' && Array.isArray(facet.value) ? facet.value : [];
}

/** First and last of the times that are some, as an entry states them. */
export function span(times: readonly (string | undefined)[]): Pick<TimelineEntry, 'at' | 'until'> | undefined {
  const known = times.flatMap((time) => utc(time) ?? []).sort();
  const [at] = known;
  const until = known.at(-1);
  if (at === undefined) return undefined;
  return { at, ...(until !== undefined && until !== at && { until }) };
}

/** The same instant in UTC, to the millisecond; undefined for what is no time. */
export function utc(time: string | undefined): string | undefined {
  const instant = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}

/** `3 pods`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
