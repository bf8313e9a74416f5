import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';

/** The file `timestamp` of oc adm must-gather: when it started and, unless it was stopped, when it ended; RFC 3339. */
export interface GatherTimestamp {
  started: string;
  ended?: string;
}

/** A time as Go prints it: `2026-03-04 09:12:04.123456 +0100 CET m=+0.5`. */
const goTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,9})? ([+-]\d\d)(\d\d)(?: |$)/;

export const gatherTimestamp = defineTextParser<'gather-timestamp', GatherTimestamp>({
  kind: 'gather-timestamp',
  parse(text) {
    // A second run into the same folder appends two more lines.
    const times = text
      .split('\n', 1000)
      .flatMap((line) => timeOf(line) ?? [])
      .sort();
    const [started] = times;
    if (started === undefined) throw new Unusable('no time as oc adm must-gather writes it');
    const ended = times.length % 2 === 0 ? times.at(-1) : undefined;
    return { artifact: { started, ...(ended !== undefined && { ended }) } };
  },
});

function timeOf(line: string): string | undefined {
  const [, date, time, hours, minutes] = goTime.exec(line.slice(0, 100)) ?? [];
  if (date === undefined) return undefined;
  const at = new Date(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
