import type { LogSource } from '../../core/log-signatures/index.js';
import { firstTime, readAccessFields, timeOfLine } from './access-fields.js';
import { AccessCounter, type AccessSummary } from './access-summary.js';
import { isQuietLine, type Level, readLineHeader } from './line-header.js';
import { MatchSummary, type SignatureSummary } from './match-summary.js';
import { type Candidates, type Prefilter, prefilterFor } from './matcher.js';
import { messageOf } from './message.js';
import { UnknownLineCounter, type UnknownLines } from './unknown-lines.js';

/** The log of one instance of a container. */
export interface LogPart {
  /** It ran before the current instance. */
  previous: boolean;
  /** Lines that are not empty. */
  lines: number;
  /** Time of the first and the last line that carries one, RFC 3339. */
  first?: string;
  last?: string;
  levels: { warning: number; error: number };
  matches: SignatureSummary[];
  access?: AccessSummary;
  /** Of proxies only. */
  unknown?: UnknownLines;
}

/** What a text line may hold for matching; the rest of a longer one is cut. */
const maxMatched = 16 * 1024;

/** Reduces the lines of one container instance while they stream by. */
export class LogPartReader {
  private lines = 0;
  private first: string | undefined;
  private last: string | undefined;
  /** The newest line with a time, which is read only when somebody asks. */
  private newest: Buffer | undefined;
  private newestStart = 0;
  private newestEnd = 0;
  private readonly levels = { warning: 0, error: 0 };
  /** Messages so far: lines without a level continue the one before, in logs that have levels. */
  private entries = 0;
  private hasLevels = false;
  private readonly access: AccessCounter;
  private readonly unknown: UnknownLineCounter | undefined;
  private readonly matches: MatchSummary;
  private readonly prefilter: Prefilter;

  constructor(
    private readonly component: LogSource,
    path: string,
    private readonly previous: boolean,
  ) {
    this.access = new AccessCounter(path);
    if (component === 'istio-proxy') this.unknown = new UnknownLineCounter(path);
    this.matches = new MatchSummary(path);
    this.prefilter = prefilterFor(component);
  }

  /** An access-log line without anything to tell. */
  plainAccess(bytes: Buffer, start: number, end: number): void {
    this.lines++;
    this.access.lines++;
    this.point(bytes, start, end);
    // Custom formats may have no time at all, so it is not sought for ever.
    if (this.first === undefined && this.lines < 100) this.first = this.time();
  }

  notableAccess(bytes: Buffer, start: number, end: number, line: number): void {
    this.plainAccess(bytes, start, end);
    const text = decode(bytes, start, end);
    const fields = readAccessFields(text);
    if (fields !== undefined) this.access.add(fields, line, text);
  }

  /** Any other line. Behind an envelope the program's own line begins at `at`; `time` is what a parsed envelope said. */
  text(
    bytes: Buffer,
    start: number,
    end: number,
    line: number,
    envelope: { at: number; time?: string | undefined },
  ): void {
    this.lines++;
    const candidates = this.prefilter(bytes, start, Math.min(end, start + maxMatched));
    if (candidates === undefined && isQuietLine(bytes, envelope.at, end)) {
      this.beginEntry('other');
      this.point(bytes, envelope.at, end);
      if (this.first === undefined) this.first = this.time();
      return;
    }
    const text = withoutColour(decode(bytes, start, end));
    const { time = envelope.time, level } = readLineHeader(text);
    if (this.unknown !== undefined && (level === undefined || isForeignJson(text)))
      this.unknown.add(text, line, () => time ?? firstTime(text));
    if (time !== undefined) this.saw(time);
    if (level !== undefined || !this.hasLevels) this.beginEntry(level);
    if (level === 'warning' || level === 'error') this.levels[level]++;
    if (candidates !== undefined) this.match(candidates, text, line);
  }

  /** Lines of applications stand for themselves: their levels come from too many formats. */
  private beginEntry(level?: Level): void {
    this.entries++;
    this.hasLevels ||= level !== undefined && this.component !== 'application';
  }

  private match({ signatures, mark }: Candidates, text: string, line: number): void {
    const time = this.time();
    if (mark !== undefined) this.matches.mark(mark, time);
    const message = messageOf(text);
    for (const signature of signatures) {
      // Objects and custom formats have their names in the fields that the message leaves out.
      const found = signature.pattern.exec(message) ?? (message === text ? null : signature.pattern.exec(text));
      if (found === null) continue;
      this.matches.add(signature, found, { line, entry: this.entries, text, ...(time !== undefined && { time }) });
    }
  }

  /** Reads what still points into the window, which is about to be overwritten. */
  release(): void {
    this.time();
  }

  end(): LogPart {
    const last = this.time();
    const access = this.access.end();
    const unknown = this.unknown?.end();
    return {
      previous: this.previous,
      lines: this.lines,
      ...(this.first !== undefined && { first: this.first }),
      ...(last !== undefined && { last }),
      levels: this.levels,
      matches: this.matches.end(),
      ...(access !== undefined && { access }),
      ...(unknown !== undefined && { unknown }),
    };
  }

  private point(bytes: Buffer, start: number, end: number): void {
    this.newest = bytes;
    this.newestStart = start;
    this.newestEnd = end;
  }

  private saw(time: string): void {
    this.first ??= time;
    this.last = time;
    this.newest = undefined;
  }

  /** Time of the newest line that carries one. */
  private time(): string | undefined {
    if (this.newest !== undefined) {
      const text = decode(this.newest, this.newestStart, Math.min(this.newestEnd, this.newestStart + 4096));
      this.newest = undefined;
      this.last = timeOfLine(text) ?? this.last;
    }
    return this.last;
  }
}

function decode(bytes: Buffer, start: number, end: number): string {
  return utf8(bytes.toString('latin1', start, Math.min(end, start + maxMatched)));
}

/** latin1 decoding is fast and loses nothing: the few lines that are kept and not ASCII are decoded again. */
function utf8(latin1: string): string {
  return /[\x80-\xff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
}

/** JSON, but not as Istio's components print their own lines. */
function isForeignJson(text: string): boolean {
  const start = text.indexOf('{');
  if (start < 0 || start > 60 || !text.endsWith('}')) return false;
  return !text.includes('"level":"') || !/"(?:msg|message)":/.test(text);
}

/** Early ztunnel and some applications colour their output. */
function withoutColour(text: string): string {
  return text.includes('\x1b[') ? text.replace(/\x1b\[[\d;]{0,20}m/g, '') : text;
}
