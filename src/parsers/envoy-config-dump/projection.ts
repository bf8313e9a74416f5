import { isAscii } from 'node:buffer';
import type { AccessLogFormat } from '../../core/access-log/format.js';
import { endOfValue, skipSpace } from '../support/json-bytes.js';
import { distinctFormats, recallAccessLogFormats } from './access-log-formats.js';
import type { Stamp } from './stamps.js';

/** An element as JSON text without the fields that nobody reads. */
export interface Projection {
  text: string;
  /** The same without the stamps: equal for elements that read equal but for these. */
  key: string;
  /** The distinct formats of access logs in it. */
  formats: readonly AccessLogFormat[];
}

interface Span {
  start: number;
  end: number;
  /** What stands there instead. */
  instead?: string;
  formats?: readonly AccessLogFormat[];
}

/** These make up most of a listener and carry the proxy's own names: tags of tracing, loggers, plug-ins. */
const unreadFields = [
  'access_log',
  'accessLog',
  'http_filters',
  'httpFilters',
  'listener_filters',
  'listenerFilters',
  'tracing',
];
const unreadKeys = unreadFields.map((field) => ({ field, key: Buffer.from(`"${field}"`) }));
/** Filters decide what becomes of a call; who walks calls needs them. */
const unreadByTraces = unreadKeys.filter(({ field }) => !/filters$/i.test(field));
const nameKey = Buffer.from('"name"');

/**
 * Puts 0 in the place of what is left out, the names of HTTP filters in the place of the filters, and a digest of their
 * formats in the place of access logs. The element is complete; what is left out need not be valid JSON. Only listeners have fields that
 * nobody reads.
 */
export function project(
  element: Buffer,
  stamps: readonly Stamp[],
  { isListener, keepsFilters = false }: { isListener: boolean; keepsFilters?: boolean },
): Projection {
  const encoding = isAscii(element) ? 'latin1' : 'utf8';
  const unread = isListener ? unreadValues(element, keepsFilters ? unreadByTraces : unreadKeys) : [];
  const cuts = [...unread, ...stamps.map((stamp) => ({ ...stamp, isStamp: true }))];
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
  return { text: text + rest, key: key + rest, formats: formatsOf(unread) };
}

function formatsOf(spans: readonly Span[]): readonly AccessLogFormat[] {
  const [first = [], ...others] = new Set(spans.flatMap(({ formats }) => (formats === undefined ? [] : [formats])));
  return others.length === 0 ? first : distinctFormats([first, ...others].flat());
}

/** Quotes inside strings are escaped, so these bytes are a key wherever a colon follows. */
function unreadValues(element: Buffer, keys: typeof unreadKeys): Span[] {
  const spans: Span[] = [];
  for (const { field, key } of keys) {
    for (let at = element.indexOf(key); at >= 0; at = element.indexOf(key, at + key.length)) {
      const around = spans.find((span) => span.start < at && at < span.end);
      const colon = skipSpace(element, at + key.length, element.length);
      if (around === undefined && element[colon] !== 0x3a) continue;
      const start = skipSpace(element, colon + 1, element.length);
      const end = around?.end ?? endOfValue(element, start, element.length) ?? element.length;
      if (around === undefined) spans.push({ start, end, ...insteadOf(field, element, start, end) });
      at = end - key.length;
    }
  }
  return spans;
}

function insteadOf(field: string, element: Buffer, start: number, end: number): Pick<Span, 'instead' | 'formats'> {
  if (/^access_?log$/i.test(field)) {
    const { formats, digest } = recallAccessLogFormats(element.toString('utf8', start, end));
    return formats.length === 0 ? {} : { instead: `"${digest}"`, formats };
  }
  const names = /^http_?filters$/i.test(field) ? namesOf(element, start, end) : undefined;
  return names === undefined ? {} : { instead: names };
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
