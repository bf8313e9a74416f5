import type { LogSource } from '../../core/log-signatures/index.js';
import { AccessLines } from './access-lines.js';
import { type DockerLine, decorationLength, dockerLine, readEnvelope } from './envelope.js';
import { type LogPart, LogPartReader } from './log-part.js';
import { writesAccessLines } from './matcher.js';
import { SplitLine } from './split-line.js';

/** What is kept of a line; the rest is skipped. */
const maxLine = 64 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;
/** Every time of this millennium begins with it. */
const digitTwo = 0x32;
/** `istioctl bug-report` appends the log of the previous instance and announces it in the first line. */
const announcement = '========= Previous log present (appended at the end) =========';
const separator = '========= Previous log =========';

/** Reads a log in windows of any size; see `WindowSink` for the contract of `window`. */
export class LogScan {
  private readonly parts: LogPart[] = [];
  private part: LogPartReader;
  private readonly access = new AccessLines();
  private readonly readsAccess: boolean;
  /** Number of the line that begins at the start of the window. */
  private line: number;
  /** The line was already read up to the limit; its rest is dropped. */
  private skipping = false;
  private readonly split = new SplitLine(maxLine);
  /** For lines that do not stand in the window. */
  private readonly aside = new AccessLines();

  constructor(
    private readonly component: LogSource,
    private readonly path: string,
    { previous = false, line = 1 }: { previous?: boolean | undefined; line?: number | undefined } = {},
  ) {
    this.line = line;
    this.part = new LogPartReader(component, path, previous);
    this.readsAccess = writesAccessLines(component);
  }

  /** Returns how many bytes were consumed: whole lines, and all of a line that is longer than the limit. */
  window(window: Buffer, length: number, last: boolean): number {
    const bytes = length === window.length ? window : window.subarray(0, length);
    this.access.reset();
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
    this.endSplit();
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
    const own = start + decorationLength(bytes, start, end);
    if (bytes[own] === digitTwo) return this.storedLine(bytes, own, end);
    const docker = dockerLine(bytes, own, end);
    if (docker !== undefined) return this.dockerLine(docker);
    this.endSplit();
    if (!this.separates(bytes, own, end)) this.programLine(bytes, own, own, end, this.line, this.access);
  }

  /** A line with a time in front, which may be one of a CRI file. */
  private storedLine(bytes: Buffer, start: number, end: number): void {
    const { at, cri } = readEnvelope(bytes, start, end);
    if (cri === undefined) this.endSplit();
    if (cri !== 'P' && !this.split.pending) return this.programLine(bytes, start, at, end, this.line, this.access);
    // The envelope of the first part stays, for its time.
    const from = this.split.pending ? at : start;
    this.split.add(bytes.subarray(from, end), { line: this.line, at: at - start });
    if (cri !== 'P') this.endSplit();
  }

  private dockerLine({ bytes, time, whole }: DockerLine): void {
    this.split.add(bytes, { line: this.line, at: 0, time });
    if (whole) this.endSplit();
  }

  private endSplit(): void {
    if (!this.split.pending) return;
    const { bytes, at, line, time } = this.split.take();
    this.aside.reset();
    this.programLine(bytes, 0, at, bytes.length, line, this.aside, time);
  }

  /** A line of the program begins at `at`, behind what a runtime or kubectl put in front from `start` on. */
  private programLine(
    bytes: Buffer,
    start: number,
    at: number,
    end: number,
    line: number,
    lines: AccessLines,
    time?: string,
  ): void {
    const kind = this.readsAccess ? lines.kind(bytes, at, end) : undefined;
    if (kind === 'plain') this.part.plainAccess(bytes, start, end);
    else if (kind === 'notable') this.part.notableAccess(bytes, start, end, line);
    else this.part.text(bytes, start, end, line, { at, time });
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
