import { endOfString, skipSpace } from '../support/json-bytes.js';

/** The inside of a string that differs from proxy to proxy: the value of `version_info` or `last_updated`. */
export interface Stamp {
  start: number;
  end: number;
  isTime: boolean;
}

export const longestStamp = 100;

const versionKeys = { snake: Buffer.from('"version_info"'), camel: Buffer.from('"versionInfo"') };
const timeKeys = { snake: Buffer.from('"last_updated"'), camel: Buffer.from('"lastUpdated"') };

/** Finds the stamps of a complete element, in order, without parsing it. A key that occurs twice counts for none. */
export function stampsOf(element: Buffer, spelling: 'snake' | 'camel'): Stamp[] {
  return [onlyStamp(element, versionKeys[spelling], false), onlyStamp(element, timeKeys[spelling], true)]
    .filter((stamp) => stamp !== undefined)
    .sort((a, b) => a.start - b.start);
}

export function timeOf(element: Buffer, stamps: readonly Stamp[]): string | undefined {
  const time = stamps.find((stamp) => stamp.isTime);
  return time && element.toString('latin1', time.start, time.end);
}

/** Bytes such as `"last_updated"` followed by a colon are a key wherever they stand: inside strings quotes are escaped. */
function onlyStamp(element: Buffer, key: Buffer, isTime: boolean): Stamp | undefined {
  const at = element.indexOf(key);
  if (at < 0 || element.lastIndexOf(key) !== at) return undefined;
  const value = stringAfterColon(element, at + key.length);
  return value !== undefined && isPlain(element, value) ? { ...value, isTime } : undefined;
}

function stringAfterColon(element: Buffer, from: number): { start: number; end: number } | undefined {
  const colon = skipSpace(element, from, element.length);
  if (element[colon] !== 0x3a) return undefined;
  const open = skipSpace(element, colon + 1, element.length);
  if (element[open] !== 0x22) return undefined;
  const close = endOfString(element, open, element.length);
  return close === undefined ? undefined : { start: open + 1, end: close };
}

/** Short and without escapes, so that in other elements the next quote ends it too. */
function isPlain(element: Buffer, { start, end }: { start: number; end: number }): boolean {
  return end - start <= longestStamp && !element.subarray(start, end).includes(0x5c);
}
