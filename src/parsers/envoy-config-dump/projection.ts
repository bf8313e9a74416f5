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
  /** What stands there instead. */
  instead?: string;
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
const filterKeys = unreadKeys.filter((_, index) => /^http_?filters$/i.test(unreadFields[index] ?? ''));
const nameKey = Buffer.from('"name"');

/**
 * Puts 0 in the place of what is left out, and the names of HTTP filters in the place of the filters. The element is complete; what is left out need not be valid JSON. Only
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
    const instead = ('instead' in cut && cut.instead) || '0';
    text += before + ('isStamp' in cut ? element.toString(encoding, start, end) : instead);
    key += `${before}${instead}`;
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
      const instead = around === undefined && filterKeys.includes(key) ? namesOf(element, start, end) : undefined;
      if (around === undefined) spans.push({ start, end, ...(instead !== undefined && { instead }) });
      at = end - key.length;
    }
  }
  return spans;
}

/**
 * The names of the filters of an array, as JSON. Only names that stand first in their filter, as Envoy and istioctl print
 * them, are found without reading the filter; nothing when one does not.
 */
function namesOf(element: Buffer, start: number, end: number): string | undefined {
  const names: string[] = [];
  let at = skipSpace(element, start + 1, end);
  while (element[at] === 0x7b) {
    const key = skipSpace(element, at + 1, end);
    if (element.compare(nameKey, 0, nameKey.length, key, key + nameKey.length) !== 0) return undefined;
    const colon = skipSpace(element, key + nameKey.length, end);
    const value = skipSpace(element, colon + 1, end);
    const name = /^"([\w./-]{1,200})"/.exec(element.toString('latin1', value, Math.min(value + 210, end)))?.[1];
    const after = endOfValue(element, at, end);
    if (element[colon] !== 0x3a || name === undefined || after === undefined) return undefined;
    names.push(name);
    at = skipSpace(element, after, end);
    if (element[at] === 0x2c) at = skipSpace(element, at + 1, end);
  }
  return JSON.stringify(names);
}
