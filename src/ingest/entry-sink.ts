import type { EntrySink } from '../bundle/bundle.js';
import { Damaged, Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { withLogComponent } from '../layouts/log-component.js';
import type { At, Parsed, Parser, PartsParser, Tag, TextParser, WindowParser } from '../parsers/parser.js';
import { wholeFileError } from '../parsers/support/lines.js';
import { decoderFor, decodeText, utf16 } from './text.js';
import { createWindow, type Window } from './window.js';

/** What became of one entry. */
export type EntryOutcome =
  | { state: 'read'; artifact: unknown; notes: Note[] }
  | { state: 'unusable'; reason: string; damaged?: true }
  | { state: 'empty' };

/** Something of the entry is lost; text that is merely unexpected is not. */
export function isPartial(outcome: EntryOutcome): boolean {
  if (outcome.state === 'unusable') return outcome.damaged === true;
  return outcome.state === 'read' && outcome.notes.some(({ code }) => code !== 'unexpected-content');
}

/** What became of an entry, or of a part of one: `tag` says which. */
export type Done = (outcome: EntryOutcome, tag: Tag) => void;

/**
 * Makes the sink that runs the parser of a kind over one entry; nothing when there is no parser of that kind. `done` is
 * called once at the entry's end, or once for each of its parts.
 */
export function createSinkFactory(parserOf: (kind: string) => Parser | undefined, maxTextBytes: number) {
  // Parsers may read at the same time: of two layouts that claim an entry for different things, of an entry and its parts.
  const idle: Window[] = [];

  return function sinkFor(at: At, done: Done): EntrySink | undefined {
    const parser = parserOf(at.tag.kind);
    if (parser === undefined) return undefined;
    if (parser.input === 'text') return textSink(parser, at, maxTextBytes, (outcome) => done(outcome, at.tag));
    const window = idle.pop() ?? createWindow();
    const ended = (outcome: EntryOutcome) => {
      window.reset();
      idle.push(window);
      // The parts of an entry that was cut into some have told of themselves.
      if (parser.input === 'window' || outcome.state !== 'read') done(outcome, at.tag);
    };
    if (parser.input === 'window') return windowSink(parser, at, window, ended);
    return partsSink(parser, at, window, { open: (part) => sinkFor(part, done), ended });
  };
}

function partsSink(
  parser: PartsParser<string>,
  at: At,
  window: Window,
  { open, ended }: { open(part: At): EntrySink | undefined; ended(outcome: EntryOutcome): void },
): EntrySink {
  let part: EntrySink | undefined;
  let count = 0;
  const cut = parser.open(at, {
    begin(tag, line) {
      part?.end(true);
      count++;
      part = open({ path: at.path, tag: withLogComponent(tag), line });
    },
    write: (bytes) => part?.write(bytes),
    end() {
      part?.end(true);
      part = undefined;
    },
  });
  const whole = windowSink(
    {
      kind: parser.kind,
      input: 'window',
      open: () => ({
        window: cut.window,
        end() {
          if (count === 0) throw new Unusable('nothing in it that can be read');
          return { artifact: undefined };
        },
      }),
    },
    at,
    window,
    ended,
  );
  return {
    write: whole.write,
    end(complete) {
      whole.end(complete);
      part?.end(complete);
    },
  };
}

function textSink(
  parser: TextParser<string, unknown>,
  at: At,
  maxBytes: number,
  done: (outcome: EntryOutcome) => void,
): EntrySink {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    write(chunk) {
      size += chunk.length;
      if (size > maxBytes) chunks = [];
      else chunks.push(Buffer.from(chunk));
    },
    end(complete) {
      if (size > maxBytes)
        return done({ state: 'unusable', damaged: true, reason: `larger than ${maxBytes} bytes (--max-text-bytes)` });
      const text = decodeText(Buffer.concat(chunks));
      if (text.trim() === '' && !parser.emptyIsData) return done({ state: 'empty' });
      done(
        guarded(at, complete, () => {
          const failure = parser.errorsAreData ? undefined : wholeFileError(text);
          if (failure !== undefined) throw new Unusable(failure.slice(0, 300));
          // Slices of a text keep all of it alive; the clone keeps only what was parsed.
          return structuredClone(parser.parse(text, at));
        }),
      );
    },
  };
}

function windowSink(
  parser: WindowParser<string, unknown>,
  at: At,
  window: Window,
  done: (outcome: EntryOutcome) => void,
): EntrySink {
  let size = 0;
  let transcode: ((chunk: Buffer) => Buffer) | undefined;
  let failed: EntryOutcome | undefined;
  const sink = parser.open(at);

  function attempt(work: () => void): void {
    if (failed !== undefined) return;
    try {
      work();
    } catch (error) {
      failed = unusable(error);
    }
  }

  return {
    write(chunk) {
      if (size === 0 && utf16(chunk) !== undefined) {
        const decoder = decoderFor(chunk);
        transcode = (bytes) => Buffer.from(decoder.decode(bytes, { stream: true }));
      }
      size += chunk.length;
      attempt(() => window.feed(sink, transcode === undefined ? chunk : transcode(chunk)));
    },
    end(complete) {
      if (size === 0 && !parser.emptyIsData) return done({ state: 'empty' });
      attempt(() => window.flush(sink));
      done(failed ?? guarded(at, complete, () => sink.end()));
    },
  };
}

function guarded(at: At, complete: boolean, parse: () => Parsed<unknown>): EntryOutcome {
  try {
    const { artifact, notes = [] } = parse();
    const cut: Note[] = complete ? [] : [{ code: 'entry-truncated', path: at.path }];
    return { state: 'read', artifact, notes: [...notes, ...cut] };
  } catch (error) {
    return unusable(error);
  }
}

/** A parser that trips over its input loses that entry and says so; the rest of the bundle goes on. */
function unusable(error: unknown): EntryOutcome {
  if (error instanceof Damaged) return { state: 'unusable', reason: error.message, damaged: true };
  if (error instanceof Unusable) return { state: 'unusable', reason: error.message };
  return {
    state: 'unusable',
    reason: `the parser failed: ${error instanceof Error ? error.message : String(error)}`,
    damaged: true,
  };
}
