import type { Note } from '../core/note.js';

/** Receives one entry's bytes. Chunks are only valid during the call. */
export interface EntrySink {
  write(chunk: Buffer): void;
  /** `complete` is false when the archive ended, or was damaged, inside the entry. */
  end(complete: boolean): void;
}

/** Called once for every file in the bundle, with its cleaned path; no sink means that the bytes are skipped. */
export type EntryVisitor = (path: string) => EntrySink | undefined;

export interface ReadSummary {
  /** SHA-256 of the archive as given; for a directory, of its sorted paths and contents. */
  sha256: string;
  entries: number;
  /** Bytes of all entries. */
  bytes: number;
  /** Length of the tar stream; absent for a directory. */
  unpackedBytes?: number;
  complete: boolean;
  notes: Note[];
}

/** Something that can be read once, front to back. */
export interface Bundle {
  /** What the report calls it: the file's or directory's base name, `stdin` for a stream. */
  name: string;
  /** Several files and directories are read as one. */
  joined?: true;
  /** Rejects with `BundleError` when the input is no bundle at all; damage further on is told in the summary. */
  read(visit: EntryVisitor, signal?: AbortSignal): Promise<ReadSummary>;
}
