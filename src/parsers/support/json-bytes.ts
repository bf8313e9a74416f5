import { isAscii } from 'node:buffer';
import { Damaged } from '../../core/errors.js';
import { maxJsonDepth } from './json.js';

const quote = 0x22;
const backslash = 0x5c;

/** How far inside a value a scan is; kept from window to window while a large value is passed over. */
export interface Nesting {
  depth: number;
  inString: boolean;
  escaped: boolean;
}

export function outside(): Nesting {
  return { depth: 0, inString: false, escaped: false };
}

/**
 * Moves over an object or array from `from` and returns the offset behind its last bracket, or nothing when it goes on
 * behind `length`; `nesting` then says where it stands. Throws `Unusable` on hostile depth.
 */
export function passOver(bytes: Buffer, from: number, length: number, nesting: Nesting): number | undefined {
  let { depth, inString } = nesting;
  let at = from;
  if (nesting.escaped) at++;
  for (; at < length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === backslash) at++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > maxJsonDepth) throw new Damaged(`JSON nested deeper than ${maxJsonDepth} levels`);
    } else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1;
  }
  nesting.depth = depth;
  nesting.inString = inString;
  nesting.escaped = at > length;
  return undefined;
}

/** Offset of the closing quote of a string that begins at `start`; nothing when it lies behind `length`. */
export function endOfString(bytes: Buffer, start: number, length: number): number | undefined {
  for (let at = start + 1; at < length; at++) {
    const byte = bytes[at];
    if (byte === backslash) at++;
    else if (byte === quote) return at;
  }
  return undefined;
}

export function skipSpace(bytes: Buffer, from: number, length: number): number {
  let at = from;
  while (at < length && isSpace(bytes[at])) at++;
  return at;
}

/** Offset behind a number, `true`, `false` or `null`; nothing when it may go on behind `length`. */
function endOfScalar(bytes: Buffer, start: number, length: number): number | undefined {
  for (let at = start; at < length; at++) {
    const byte = bytes[at];
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || isSpace(byte)) return at;
  }
  return undefined;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Offset behind the value that begins at `start`; nothing when the window does not hold all of it. */
export function endOfValue(bytes: Buffer, start: number, length: number): number | undefined {
  const byte = bytes[start];
  if (byte === 0x7b || byte === 0x5b) return passOver(bytes, start, length, outside());
  if (byte !== quote) return endOfScalar(bytes, start, length);
  const close = endOfString(bytes, start, length);
  return close === undefined ? undefined : close + 1;
}

/** Decodes and parses a complete value; nothing when it is not JSON. Plain ASCII, the rule in dumps, decodes three times faster. */
export function parseValue(bytes: Buffer, start: number, end: number): unknown {
  const text = isAscii(bytes.subarray(start, end))
    ? bytes.toString('latin1', start, end)
    : bytes.toString('utf8', start, end);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
