import type { Note } from '../core/note.js';

/** What an entry is, as its layout reads it from the path alone. */
export interface Tag {
  /** The kind of artifact, which is also the name of the parser. */
  kind: string;
  namespace?: string;
  pod?: string;
  container?: string;
  node?: string;
  /** Which part of the mesh a log comes from; a `LogComponent` of the model. */
  component?: string;
  /** The log of the container's previous instance. */
  previous?: true;
  /** API kinds that this entry lists completely: a kind named here and without items is known to have none. `*` is every custom resource. */
  lists?: readonly string[];
}

/** Where the parser stands: evidence that it produces begins with this path. */
export interface At {
  path: string;
  tag: Tag;
}

export interface Parsed<A> {
  artifact: A;
  notes?: Note[];
}

interface ParserBase<K extends string> {
  kind: K;
  /** kubectl or shell errors in the text are what this parser reads (probes, logs), not a reason to give up on the entry. */
  errorsAreData?: true;
  /** An entry without a byte is a fact that this parser reports (a log without lines), not a failed capture step. */
  emptyIsData?: true;
}

/**
 * Reads a small entry as a whole. The text has no byte-order mark, no carriage returns and no colour sequences; line
 * numbers are those of the entry. Throws `Unusable` when nothing in it can be used; an odd line or item is a note.
 * The artifact must be plain data (objects, arrays, Maps, Sets): it is cloned, so that slices do not keep the text alive.
 */
export interface TextParser<K extends string, A> extends ParserBase<K> {
  input: 'text';
  parse(text: string, at: At): Parsed<A>;
}

/**
 * Reads an entry of any size through a window. `window` gets the bytes not consumed so far, `length` of them valid, and
 * returns how many it consumed; the rest comes again with more behind it. `last` marks the final call. It must copy what
 * it keeps (`buffer.latin1Slice`, never `subarray`), and may throw `Unusable` at any time.
 */
export interface WindowParser<K extends string, A> extends ParserBase<K> {
  input: 'window';
  open(at: At): WindowSink<A>;
}

export interface WindowSink<A> {
  window(bytes: Buffer, length: number, last: boolean): number;
  end(): Parsed<A>;
}

export type Parser<K extends string = string, A = unknown> = TextParser<K, A> | WindowParser<K, A>;

export function defineTextParser<const K extends string, A>(parser: Omit<TextParser<K, A>, 'input'>): TextParser<K, A> {
  return { input: 'text', ...parser };
}

export function defineWindowParser<const K extends string, A>(
  parser: Omit<WindowParser<K, A>, 'input'>,
): WindowParser<K, A> {
  return { input: 'window', ...parser };
}
