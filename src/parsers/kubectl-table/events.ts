import { cell, type Place, placeOf, type Row } from './row.js';

export interface EventRow extends Place {
  namespace: string;
  type: string;
  reason: string;
  object: { kind: string; name: string };
  message: string;
  count: number;
}

/** OBJECT is `pod/cart-1` since kubectl 1.13; before, the kind is a column and NAME is the event's own name. */
export function eventRow(row: Row): EventRow | undefined {
  const reason = cell(row, 'REASON');
  const object = objectOf(row);
  if (reason === undefined || object === undefined) return undefined;
  const count = Number(cell(row, 'COUNT'));
  return {
    namespace: row.namespace,
    type: cell(row, 'TYPE') ?? 'Normal',
    reason,
    object,
    message: cell(row, 'MESSAGE') ?? '',
    count: Number.isSafeInteger(count) && count > 0 ? count : 1,
    ...placeOf(row),
  };
}

/** The table writes kinds in lower case; objects write them as the API does. */
const kinds = new Map(
  [
    'Pod',
    'Node',
    'Service',
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
    'Endpoints',
    'Namespace',
    'HorizontalPodAutoscaler',
    'PersistentVolumeClaim',
  ].map((kind) => [kind.toLowerCase(), kind]),
);

function objectOf(row: Row): EventRow['object'] | undefined {
  const object = cell(row, 'OBJECT');
  const [kind, name] = object === undefined ? [cell(row, 'KIND'), subjectOf(cell(row, 'NAME'))] : object.split('/', 2);
  if (!kind || !name) return undefined;
  return { kind: kinds.get(kind.toLowerCase()) ?? kind, name };
}

/** An event is named after its object, with the time in hexadecimal behind it: `cart-1.15541f5d7e0f4a9c`. */
function subjectOf(eventName: string | undefined): string | undefined {
  return eventName?.replace(/\.[0-9a-f]{8,20}$/, '');
}

const age = /^(?:(?:\d{1,6}[smhdy]){1,2}|<unknown>|<invalid>)$/;

/**
 * Puts messages of several lines together again: kubectl before 1.22 printed them as they are, so that only the first line
 * is a row. What stands in columns behind the message is lost with the break.
 */
export function joinMessages(rows: readonly Row[]): Row[] {
  const joined: Row[] = [];
  for (const row of rows) {
    const seen = row.cells.get('LAST SEEN') ?? row.cells.get('LASTSEEN') ?? '';
    const previous = joined.at(-1);
    if (age.test(seen) || previous === undefined) {
      joined.push(row);
      continue;
    }
    const message = `${previous.cells.get('MESSAGE') ?? ''} ${row.text.trim()}`.slice(0, longestMessage);
    joined[joined.length - 1] = { ...previous, cells: new Map(previous.cells).set('MESSAGE', message) };
  }
  return joined;
}

/** Kubernetes keeps messages of events below 1024 characters. */
const longestMessage = 1024;
