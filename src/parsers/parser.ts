import type { Note } from '../core/note.js';

/** What an entry is, as its layout reads it from the path alone. */
export interface Tag {
  /** The kind of artifact, which is also the name of the parser. */
  kind: string;
  namespace?: string;
  pod?: string;
  container?: string;
  node?: string;
  /** Revision of the control plane that the entry is of, or the name of one of its pods. */
  revision?: string;
  /** Which part of the mesh a log comes from; a `LogComponent` of the model. */
  component?: string;
  /** The log of the container's previous instance. */
  previous?: true;
  /** API kinds that this entry lists completely: a kind named here and without items is known to have none. `*` is every custom resource. */
  lists?: readonly string[];
  /**
   * API kinds that this entry lists completely for its namespace and for no other. Empty: the entry holds one object, and
   * others of its kind may exist that are not in the bundle.
   */
  listsInNamespace?: readonly string[];
  /**
   * Its objects are what the control plane had read of the API server, and count only for kinds that nothing else in the
   * bundle supplies.
   */
  secondary?: true;
  /** Its objects are manifests: what is to run, which says nothing about what runs. */
  declared?: true;
  /** API kind of items that do not say theirs. */
  apiKind?: string;
  /** API kinds that could not be listed for the reason that stands in this entry; `*` is custom resources. */
  explains?: readonly string[];
}

/** Where the parser stands: evidence that it produces begins with this path. */
export interface At {
  path: string;
  tag: Tag;
  /** Line of the entry on which the text begins, when it is a part of one; 1 otherwise. */
  line?: number;
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

/**
 * Cuts an entry that holds several things one after the other into parts, each of which the parser of its own kind reads
 * as if it were an entry. Sees the bytes through a window, as a `WindowParser` does.
 */
export interface PartsParser<K extends string> extends ParserBase<K> {
  input: 'parts';
  open(at: At, parts: Parts): Pick<WindowSink<unknown>, 'window'>;
}

export interface Parts {
  /** Begins a part, and ends the one before it. `line` is the line of the entry on which it begins. */
  begin(tag: Tag, line: number): void;
  /** Bytes of the part under way; they are only valid during the call. */
  write(bytes: Buffer): void;
  end(): void;
}

export type Parser<K extends string = string, A = unknown> = TextParser<K, A> | WindowParser<K, A> | PartsParser<K>;

export function defineTextParser<const K extends string, A>(parser: Omit<TextParser<K, A>, 'input'>): TextParser<K, A> {
  return { input: 'text', ...parser };
}

export function defineWindowParser<const K extends string, A>(
  parser: Omit<WindowParser<K, A>, 'input'>,
): WindowParser<K, A> {
  return { input: 'window', ...parser };
}

export function definePartsParser<const K extends string>(parser: Omit<PartsParser<K>, 'input'>): PartsParser<K> {
  return { input: 'parts', ...parser };
}
