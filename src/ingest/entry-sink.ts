import type { EntrySink } from '../bundle/bundle.js';
import { Damaged, Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import type { At, Parsed, Parser, TextParser, WindowParser } from '../parsers/parser.js';
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

type Done = (outcome: EntryOutcome) => void;

/** Makes the sink that runs one parser over one entry; `done` is called exactly once, at the entry's end. */
export function createSinkFactory(maxTextBytes: number) {
  // Two parsers may read one entry when two layouts claim it for different things, hence one window for each in use.
  const idle: Window[] = [];
  return function sinkFor(parser: Parser, at: At, done: Done): EntrySink {
    if (parser.input === 'text') return textSink(parser, at, maxTextBytes, done);
    const window = idle.pop() ?? createWindow();
    return windowSink(parser, at, window, (outcome) => {
      window.reset();
      idle.push(window);
      done(outcome);
    });
  };
}

function textSink(parser: TextParser<string, unknown>, at: At, maxBytes: number, done: Done): EntrySink {
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

function windowSink(parser: WindowParser<string, unknown>, at: At, window: Window, done: Done): EntrySink {
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
