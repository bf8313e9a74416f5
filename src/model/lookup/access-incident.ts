import type { Callers } from './access-callers.js';
import type { AccessFailure } from './access-failures.js';
import { peakOf } from './line-times.js';

/** Who called, since when, and in which bursts. */
export interface Incident {
  args: Record<string, string | number>;
  /** Sentences; none where the lines tell neither time nor caller. */
  sentences: readonly string[];
}

const maxNamed = 3;

export function incidentOf(failure: AccessFailure, callers: Callers): Incident {
  const { first, last, count } = failure;
  const peak = peakOf(failure.times);
  const names = callers.named.slice(0, maxNamed);
  const more = callers.named.length - names.length + callers.others;
  const sentences = [
    ...(names.length === 0
      ? []
      : [`Called by ${names.map(shown).join(', ')}${more === 0 ? '' : ` and others (${more} more)`}.`]),
    ...(first === undefined || last === undefined ? [] : [between(first, last)]),
    ...(peak === undefined || peak.count === count || count < 10
      ? []
      : [
          `Most of them in ${peak.minutes === 1 ? 'the minute' : `the ${peak.minutes} minutes`} from ${peak.at}: ${peak.count}.`,
        ]),
  ];
  return {
    args: {
      ...(names.length > 0 && { callers: names.map(({ name }) => name).join(', ') }),
      ...(first !== undefined && { since: first }),
      ...(peak !== undefined && { peak: peak.count, peakAt: peak.at, peakSeconds: peak.minutes * 60 }),
    },
    sentences,
  };
}

function shown({ name, count }: Callers['named'][number]): string {
  return `${name} (${count})`;
}

function between(first: string, last: string): string {
  return first === last ? `At ${first}.` : `From ${first} to ${last}.`;
}
