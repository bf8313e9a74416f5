import { Parser, type ReadEntry } from 'tar';
import type { EntrySink } from './bundle.js';
import { linkTarget, type Reading } from './reading.js';

/**
 * Feeds a plain tar stream to a visitor. The tar library is silent about a missing end marker, a short last body,
 * skipped entries, links and duplicates; this keeps its own books on them. `prefix` stands in front of every path;
 * `open` gives the sink of an entry.
 */
export function createTarReader(reading: Reading, prefix: string, open: (path: string) => EntrySink) {
  let sawEnd = false;
  let current: { finish(complete: boolean): void } | undefined;

  function onEntry(entry: ReadEntry): void {
    const isFile = entry.type === 'File' || entry.type === 'OldFile' || entry.type === 'ContiguousFile';
    const isFolder = entry.type === 'Directory' || entry.type === 'GNUDumpDir';
    const path = isFolder ? undefined : reading.pathOf(entry.path, prefix);
    if (path === undefined) entry.resume();
    else if (isFile) read(entry, path);
    else skip(entry, path);
  }

  function skip(entry: ReadEntry, path: string): void {
    const { type, linkpath } = entry;
    if (type === 'SymbolicLink' && linkpath)
      reading.link(path, linkTarget(path.slice(prefix.length), linkpath), prefix);
    else if (type === 'Link' && linkpath) reading.link(path, linkTarget('', linkpath), prefix);
    else reading.note({ code: 'entry-skipped', path, detail: type });
    entry.resume();
  }

  function read(entry: ReadEntry, path: string): void {
    const sink = open(path);
    let remain = entry.size;
    const self = {
      finish(complete: boolean) {
        if (current !== self) return;
        current = undefined;
        if (!complete) reading.note({ code: 'entry-truncated', path, detail: `${remain} bytes missing` });
        sink.end(complete);
      },
    };
    current = self;
    entry.on('data', (chunk: Buffer) => {
      remain -= chunk.length;
      sink.write(chunk);
    });
    entry.on('end', () => self.finish(remain <= 0));
  }

  const parser = new Parser({ brotli: false, zstd: false, onReadEntry: onEntry });
  parser.on('eof', () => {
    sawEnd = true;
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    reading.note({
      code: 'entry-skipped',
      path: entry.path.slice(0, 200),
      detail: `entry of type ${entry.type} is not supported`,
    });
  });
  parser.on('warn', (code: string, message: unknown) => {
    // A short last body is told by its own note.
    if (String(message).includes('Truncated input')) return;
    // Nothing but the end marker: an archive without entries.
    if (sawEnd && String(message).includes('Unrecognized archive format')) return;
    reading.damaged = true;
    reading.note({ code: 'archive-damaged', detail: `${code}: ${String(message).slice(0, 200)}` });
  });

  return {
    /** Throws `LimitReached`. */
    write(chunk: Buffer): void {
      reading.unpack(chunk.length);
      parser.write(chunk);
    },
    /** Call once, after the last chunk. Returns whether the archive's end marker was there. */
    finish(): boolean {
      parser.end();
      current?.finish(false);
      return sawEnd;
    },
  };
}
