/**
 * Recognises access-log lines by their bytes: no string is made of a line that has nothing to tell.
 * `plain` has no response flag; `notable` has one, or was refused without one (RBAC, JWT, HTTP/1.0).
 */
export type AccessLineKind = 'plain' | 'notable';

const quote = 0x22;
const dash = 0x2d;
const comma = 0x2c;
const space = 0x20;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const letterT = 0x54;
/** First letters of `rbac_access_denied…`, `jwt_authn_access_denied…`, `direct_response` and `low_version`. */
const refusing: readonly number[] = [0x72, 0x6a, 0x64, 0x6c];

/** Text formats of every version; undefined when the bytes are no access-log line. */
export function accessLineKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
  let at = start;
  if (bytes[at] === openBracket) {
    at = endOfStartTime(bytes, at, end);
    if (at < 0) return undefined;
    if (bytes[at] !== quote) return shortLineKind(bytes, at, end);
  } else if (bytes[at] !== quote) return undefined;
  return behindRequest(bytes, at + 1, end);
}

/** `[2018-08-23T06:12:44.000Z] `: where the next field begins, or -1. */
function endOfStartTime(bytes: Buffer, start: number, end: number): number {
  if (!isDigit(bytes[start + 1]) || bytes[start + 11] !== letterT) return -1;
  let close = start + 25;
  if (bytes[close] !== closeBracket) close = indexOfByte(bytes, closeBracket, start + 12, Math.min(end, start + 48));
  return close > 0 && close + 2 < end && bytes[close + 1] === space ? close + 2 : -1;
}

/**
 * What stands behind a request of which `start` is a part. The quote that closes it is the first one with a code and flags
 * behind it: a path may contain quotes.
 */
export function behindRequest(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
  let at = indexOfByte(bytes, quote, start, end);
  while (at >= 0) {
    if (bytes[at + 1] === space && isDigit(bytes[at + 2])) {
      // The code is 0 on TCP lines and on connections that closed before a response.
      const flags = bytes[at + 3] === space ? at + 4 : bytes[at + 5] === space ? at + 6 : -1;
      const kind = flags < 0 ? undefined : flagsKind(bytes, flags, end);
      if (kind !== undefined) return kind;
    }
    at = indexOfByte(bytes, quote, at + 1, end);
  }
  return undefined;
}

/** TCP lines of Istio 1.0.3 to 1.0.9 have neither request nor code: `[START] FLAGS RX TX …`. */
function shortLineKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
  const after = endOfFlags(bytes, start, end);
  if (after < 0 || bytes[after] !== space || !isDigit(bytes[after + 1])) return undefined;
  return bytes[start] === dash ? 'plain' : 'notable';
}

function flagsKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
  const after = endOfFlags(bytes, start, end);
  if (after < 0) return undefined;
  if (bytes[start] !== dash) return 'notable';
  return after < end && refusing.includes(bytes[after + 1] ?? 0) ? 'notable' : 'plain';
}

/** `-`, or letters and commas, up to a space or the end of the line; -1 when it is neither. */
function endOfFlags(bytes: Buffer, start: number, end: number): number {
  let at = start;
  if (bytes[at] === dash) at++;
  else while (at < end && (bytes[at] === comma || isUpper(bytes[at]))) at++;
  return at > start && (at === end || bytes[at] === space) ? at : -1;
}

function indexOfByte(bytes: Buffer, byte: number, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}
