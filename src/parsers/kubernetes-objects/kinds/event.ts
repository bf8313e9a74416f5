import { z } from 'zod';
import { count, text } from './common.js';
import { defineKind } from './kind.js';

const objectReference = z.object({ kind: text.default(''), name: text.default('') });
const time = text.exactOptional();

/** An event of the core group, or of events.k8s.io, which renamed most fields. */
export const event = defineKind(
  'Event',
  ['', 'events.k8s.io'],
  z
    .object({
      type: text.default('Normal'),
      reason: text.default(''),
      message: text.exactOptional(),
      note: text.exactOptional(),
      involvedObject: objectReference.exactOptional(),
      regarding: objectReference.exactOptional(),
      count: count.exactOptional(),
      deprecatedCount: count.exactOptional(),
      series: z.object({ count: count.exactOptional(), lastObservedTime: time }).prefault({}),
      firstTimestamp: time,
      lastTimestamp: time,
      deprecatedFirstTimestamp: time,
      deprecatedLastTimestamp: time,
      eventTime: time,
    })
    .transform((event) => {
      const object = event.involvedObject ?? event.regarding;
      const first = event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime;
      const last = event.series.lastObservedTime ?? event.lastTimestamp ?? event.deprecatedLastTimestamp ?? first;
      return {
        type: event.type,
        reason: event.reason,
        message: (event.message ?? event.note ?? '').trim(),
        object: { kind: object?.kind ?? '', name: object?.name ?? '' },
        count: event.series.count ?? (event.count || event.deprecatedCount || 1),
        ...(first && { first }),
        ...(last && { last }),
      };
    }),
);
