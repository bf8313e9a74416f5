import { type AccessLineKind, accessLineKind, behindRequest } from './access-line.js';

const flagsKey = '"response_flags":';
const codeKey = '"response_code":';
const refusals = [
  ...['rbac_', 'jwt_', 'low_version'].map((details) => `"response_code_details":"${details}`),
  '"route_name":"block_all"',
  '"upstream_cluster":"BlackHoleCluster',
];
const letterS = 0x73;
const equals = 0x3d;
const colon = 0x3a;
const space = 0x20;
const quote = 0x22;
const openBrace = 0x7b;

/**
 * Finds the next occurrence of a text once and remembers it, so that lines without it cost nothing. The positions hold
 * for one window only.
 */
class Cursor {
  private readonly needle: Buffer;
  private at = -1;

  constructor(text: string) {
    this.needle = Buffer.from(text);
  }

  reset(): void {
    this.at = -1;
  }

  /** Position inside the line, or -1. */
  within(bytes: Buffer, start: number, end: number): number {
    if (this.at < start) {
      const found = bytes.indexOf(this.needle, start);
      this.at = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.at < end ? this.at : -1;
  }
}

/**
 * Recognises access-log lines without parsing them: Istio's text formats, also behind what a log shipper put in front, JSON
 * (accessLogEncoding JSON) and custom text formats that name their fields.
 */
export class AccessLines {
  private readonly flags = new Cursor(flagsKey);
  private readonly code = new Cursor(codeKey);
  private readonly refused = refusals.map((text) => new Cursor(text));
  private readonly keyed = new Cursor('response_flag');
  /** How a request ends, over HTTP and over TCP. */
  private readonly requests = [new Cursor('HTTP/'), new Cursor('- - -"')];

  /** To be called for every new window. */
  reset(): void {
    for (const cursor of [this.flags, this.code, this.keyed, ...this.requests, ...this.refused]) cursor.reset();
  }

  kind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    if (bytes[start] === openBrace) return this.jsonKind(bytes, start, end);
    const kind = accessLineKind(bytes, start, end) ?? this.embeddedKind(bytes, start, end);
    return kind ?? (this.isKeyed(bytes, start, end) ? 'notable' : undefined);
  }

  private embeddedKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    const request = this.requests.map((cursor) => cursor.within(bytes, start, end)).find((at) => at >= 0);
    return request === undefined ? undefined : behindRequest(bytes, request, end);
  }

  /** A line of a custom text format that names its fields and has a flag. */
  private isKeyed(bytes: Buffer, start: number, end: number): boolean {
    let at = this.keyed.within(bytes, start, end);
    if (at < 0) return false;
    at += 'response_flag'.length;
    if (bytes[at] === letterS) at++;
    if (bytes[at] === quote) at++;
    if (bytes[at] !== equals && bytes[at] !== colon) return false;
    at++;
    while (at < end && (bytes[at] === space || bytes[at] === quote)) at++;
    const first = bytes[at] ?? 0;
    return at < end && first >= 0x41 && first <= 0x5a;
  }

  private jsonKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    const flags = this.flags.within(bytes, start, end);
    if (flags < 0 && this.code.within(bytes, start, end) < 0) return undefined;
    if (flags >= 0 && !isNone(bytes, flags + flagsKey.length)) return 'notable';
    return this.refused.some((cursor) => cursor.within(bytes, start, end) >= 0) ? 'notable' : 'plain';
  }
}

/** `"-"`, or `null` in typed JSON. */
function isNone(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x6e || (bytes[at] === 0x22 && bytes[at + 1] === 0x2d && bytes[at + 2] === 0x22);
}
