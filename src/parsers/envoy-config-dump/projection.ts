import { isAscii } from 'node:buffer';
import { endOfValue, skipSpace } from '../support/json-bytes.js';
import type { Stamp } from './stamps.js';

/** An element as JSON text without the fields that nobody reads. */
export interface Projection {
  text: string;
  /** The same without the stamps: equal for elements that read equal but for these. */
  key: string;
}

interface Span {
  start: number;
  end: number;
}

/** These make up most of a listener and carry the proxy's own names: tags of tracing, formats of logs, plug-ins. */
const unreadFields = [
  'access_log',
  'accessLog',
  'http_filters',
  'httpFilters',
  'listener_filters',
  'listenerFilters',
  'tracing',
];
const unreadKeys = unreadFields.map((field) => Buffer.from(`"${field}"`));

/**
 * Puts 0 in the place of what is left out. The element is complete; what is left out need not be valid JSON. Only
 * listeners have fields that nobody reads.
 */
export function project(element: Buffer, stamps: readonly Stamp[], isListener: boolean): Projection {
  const encoding = isAscii(element) ? 'latin1' : 'utf8';
  const cuts = [...(isListener ? unreadValues(element) : []), ...stamps.map((stamp) => ({ ...stamp, isStamp: true }))];
  let text = '';
  let key = '';
  let kept = 0;
  for (const { start, end, ...cut } of cuts.sort((a, b) => a.start - b.start)) {
    if (start < kept) continue;
    const before = element.toString(encoding, kept, start);
    text += before + ('isStamp' in cut ? element.toString(encoding, start, end) : '0');
    key += `${before}0`;
    kept = end;
  }
  const rest = element.toString(encoding, kept);
  return { text: text + rest, key: key + rest };
}

/** Quotes inside strings are escaped, so these bytes are a key wherever a colon follows. */
function unreadValues(element: Buffer): Span[] {
  const spans: Span[] = [];
  for (const key of unreadKeys) {
    for (let at = element.indexOf(key); at >= 0; at = element.indexOf(key, at + key.length)) {
      const around = spans.find((span) => span.start < at && at < span.end);
      const colon = skipSpace(element, at + key.length, element.length);
      if (around === undefined && element[colon] !== 0x3a) continue;
      const start = skipSpace(element, colon + 1, element.length);
      const end = around?.end ?? endOfValue(element, start, element.length) ?? element.length;
      if (around === undefined) spans.push({ start, end });
      at = end - key.length;
    }
  }
  return spans;
}
