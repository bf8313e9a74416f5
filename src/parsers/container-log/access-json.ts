import type { AccessLineKind } from './access-line.js';

const flagsKey = '"response_flags":';
const codeKey = '"response_code":';
const refusals = ['rbac_', 'jwt_', 'low_version'].map((details) => `"response_code_details":"${details}`);

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

/** Recognises access-log lines in JSON (accessLogEncoding JSON, all versions) without parsing them. */
export class JsonAccessLines {
  private readonly flags = new Cursor(flagsKey);
  private readonly code = new Cursor(codeKey);
  private readonly refused = refusals.map((text) => new Cursor(text));

  /** To be called for every new window. */
  reset(): void {
    for (const cursor of [this.flags, this.code, ...this.refused]) cursor.reset();
  }

  kind(bytes: Buffer, start: number, end: number): AccessLineKind | undefined {
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
