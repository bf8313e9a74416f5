import type { SignatureComponent } from '../../core/log-signatures/index.js';
import { JsonAccessLines } from './access-json.js';
import { type AccessLineKind, accessLineKind } from './access-line.js';
import { dockerLine, readEnvelope } from './envelope.js';
import { type LogPart, LogPartReader } from './log-part.js';

/** What is kept of a line; the rest is skipped. */
const maxLine = 64 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;
const openBrace = 0x7b;
/** Every time of this millennium begins with it. */
const digitTwo = 0x32;
/** `istioctl bug-report` appends the log of the previous instance and announces it in the first line. */
const announcement = '========= Previous log present (appended at the end) =========';
const separator = '========= Previous log =========';

/** Reads a log in windows of any size; see `WindowSink` for the contract of `window`. */
export class LogScan {
  private readonly parts: LogPart[] = [];
  private part: LogPartReader;
  private readonly json = new JsonAccessLines();
  private readonly readsAccess: boolean;
  /** Number of the line that begins at the start of the window. */
  private line: number;
  /** The line was already read up to the limit; its rest is dropped. */
  private skipping = false;
  /** The line before was a part (`P`) of one that CRI split. */
  private partial = false;

  constructor(
    private readonly component: SignatureComponent,
    private readonly path: string,
    { previous = false, line = 1 }: { previous?: boolean | undefined; line?: number | undefined } = {},
  ) {
    this.line = line;
    this.part = new LogPartReader(component, path, previous);
    this.readsAccess = component === 'istio-proxy';
  }

  /** Returns how many bytes were consumed: whole lines, and all of a line that is longer than the limit. */
  window(window: Buffer, length: number, last: boolean): number {
    const bytes = length === window.length ? window : window.subarray(0, length);
    this.json.reset();
    let start = 0;
    while (start < length) {
      const end = bytes.indexOf(newline, start);
      if (end < 0) break;
      this.physicalLine(bytes, start, end);
      this.skipping = false;
      this.line++;
      start = end + 1;
    }
    if (start < length && (last || this.skipping || length - start > maxLine)) {
      this.physicalLine(bytes, start, length);
      this.skipping = true;
      start = length;
    }
    this.part.release();
    return start;
  }

  end(): LogPart[] {
    this.parts.push(this.part.end());
    return this.parts;
  }

  private physicalLine(bytes: Buffer, start: number, end: number): void {
    if (this.skipping) return;
    let stop = end;
    if (stop - start > maxLine) stop = start + maxLine;
    else if (bytes[stop - 1] === carriageReturn) stop--;
    if (stop > start) this.content(bytes, start, stop);
  }

  private content(bytes: Buffer, start: number, end: number): void {
    const at = bytes[start] === digitTwo ? this.behindEnvelope(bytes, start, end) : start;
    if (at < 0) return;
    const access = this.readsAccess ? this.accessKind(bytes, at, end) : undefined;
    if (access === 'plain') this.part.plainAccess(bytes, start, end);
    else if (access === 'notable') this.part.notableAccess(bytes, start, end, this.line);
    else if (!this.separates(bytes, start, end)) this.otherLine(bytes, start, at, end);
  }

  /** Where the program's own line begins; -1 when the line only continues one that was split. */
  private behindEnvelope(bytes: Buffer, start: number, end: number): number {
    const { at, cri } = readEnvelope(bytes, start, end);
    if (cri === undefined) return at;
    const continues = this.partial;
    this.partial = cri === 'P';
    return continues ? -1 : at;
  }

  private accessKind(bytes: Buffer, at: number, end: number): AccessLineKind | undefined {
    return bytes[at] === openBrace ? this.json.kind(bytes, at, end) : accessLineKind(bytes, at, end);
  }

  private otherLine(bytes: Buffer, start: number, at: number, end: number): void {
    const docker = dockerLine(bytes, start, end);
    if (docker === undefined) this.part.text(bytes, start, end, this.line, { at });
    else if (this.readsAccess && accessLineKind(docker.bytes, 0, docker.bytes.length) !== undefined)
      this.part.notableAccess(docker.bytes, 0, docker.bytes.length, this.line);
    else this.part.text(docker.bytes, 0, docker.bytes.length, this.line, { at: 0, time: docker.time });
  }

  /** Handles the two lines that bug-report adds. */
  private separates(bytes: Buffer, start: number, end: number): boolean {
    if (bytes[start] !== 0x3d) return false;
    const text = bytes.toString('latin1', start, Math.min(end, start + announcement.length + 1));
    if (text === announcement) return true;
    if (text !== separator) return false;
    this.parts.push(this.part.end());
    this.part = new LogPartReader(this.component, this.path, true);
    return true;
  }
}
