import { type AccessLineKind, accessLineKind, behindRequest } from './access-line.js';

const flagsKey = '"response_flags":';
const refusals = [
  ...['rbac_', 'jwt_', 'low_version', 'filter_chain_not_found'].map((details) => `"response_code_details":"${details}`),
  '"route_name":"block_all"',
  '"upstream_cluster":"BlackHoleCluster',
];
const letterS = 0x73;
const equals = 0x3d;
const colon = 0x3a;
const space = 0x20;
const dash = 0x2d;
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
  private readonly refused = refusals.map((text) => new Cursor(text));
  private readonly keyed = new Cursor('response_flag');
  /** How a request ends, over HTTP and over TCP. */
  private readonly requests = [new Cursor('HTTP/'), new Cursor('- - -"')];

  /** To be called for every new window. */
  reset(): void {
    for (const cursor of [this.flags, this.keyed, ...this.requests, ...this.refused]) cursor.reset();
  }

  kind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    if (bytes[start] === openBrace) return this.jsonKind(bytes, start, end);
    const kind = accessLineKind(bytes, start, end) ?? this.embeddedKind(bytes, start, end);
    return kind ?? this.keyedKind(bytes, start, end);
  }

  private embeddedKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    const request = this.requests.map((cursor) => cursor.within(bytes, start, end)).find((at) => at >= 0);
    return request === undefined ? undefined : behindRequest(bytes, request, end);
  }

  /** A line of a custom text format that names its fields. */
  private keyedKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    let at = this.keyed.within(bytes, start, end);
    if (at < 0) return undefined;
    at += 'response_flag'.length;
    if (bytes[at] === letterS) at++;
    if (bytes[at] === quote) at++;
    if (bytes[at] !== equals && bytes[at] !== colon) return undefined;
    at++;
    while (at < end && (bytes[at] === space || bytes[at] === quote)) at++;
    const first = at < end ? (bytes[at] ?? 0) : 0;
    if (first === dash) return 'plain';
    return first >= 0x41 && first <= 0x5a ? 'notable' : undefined;
  }

  private jsonKind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
    const flags = this.flags.within(bytes, start, end);
    if (flags >= 0 && !isNone(bytes, flags + flagsKey.length)) return 'notable';
    if (this.refused.some((cursor) => cursor.within(bytes, start, end) >= 0)) return 'notable';
    // Custom formats may have the flags under another name.
    return flags >= 0 ? 'plain' : undefined;
  }
}

/** `"-"`, or `null` in typed JSON. */
function isNone(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x6e || (bytes[at] === 0x22 && bytes[at + 1] === 0x2d && bytes[at + 2] === 0x22);
}
