import { Parser, type ReadEntry } from 'tar';
import type { Note } from '../core/note.js';
import type { EntryVisitor } from './bundle.js';
import { cleanEntryName, isArchiverDebris } from './entry-name.js';
import type { Limits } from './limits.js';

/** Lists in the summary stop here; counts go on. */
const maxNotes = 200;

/** Raised to stop reading when a limit of the whole archive is passed; what was read before stays. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

/**
 * Feeds a plain tar stream to a visitor. The tar library is silent about a missing end marker, a short last body,
 * skipped entries, links and duplicates; this keeps its own books on them.
 */
export function createTarReader(visit: EntryVisitor, limits: Limits) {
  const notes: Note[] = [];
  const seen = new Set<string>();
  let entries = 0;
  let bytes = 0;
  let total = 0;
  let sawEnd = false;
  let damaged = false;
  let droppedNotes = 0;
  let open: { finish(complete: boolean): void } | undefined;

  function note(item: Note): void {
    if (notes.length < maxNotes) notes.push(item);
    else droppedNotes++;
  }

  function skip(entry: ReadEntry, item: Note): void {
    note(item);
    entry.resume();
  }

  function onEntry(entry: ReadEntry): void {
    if (entry.type === 'Directory' || entry.type === 'GNUDumpDir') {
      entry.resume();
      return;
    }
    const name = cleanEntryName(entry.path);
    if ('refused' in name)
      return skip(entry, { code: 'entry-name-refused', detail: `${entry.path.slice(0, 200)}: ${name.refused}` });
    const { path } = name;
    if (isArchiverDebris(path)) {
      entry.resume();
      return;
    }
    if (entry.type !== 'File' && entry.type !== 'OldFile' && entry.type !== 'ContiguousFile') {
      return skip(entry, {
        code: 'entry-skipped',
        path,
        detail: entry.linkpath ? `link to ${entry.linkpath}` : entry.type,
      });
    }
    entries++;
    if (entries > limits.maxEntries) throw new LimitReached(`more than ${limits.maxEntries} entries (--max-entries)`);
    if (seen.has(path)) note({ code: 'entry-duplicate', path, detail: 'the last one counts' });
    seen.add(path);
    read(entry, path);
  }

  function read(entry: ReadEntry, path: string): void {
    const sink = visit(path);
    const current = {
      remain: entry.size,
      finish(complete: boolean) {
        if (open !== current) return;
        open = undefined;
        if (!complete) note({ code: 'entry-truncated', path, detail: `${current.remain} bytes missing` });
        sink?.end(complete);
      },
    };
    open = current;
    entry.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      current.remain -= chunk.length;
      sink?.write(chunk);
    });
    entry.on('end', () => current.finish(current.remain <= 0));
  }

  const parser = new Parser({ brotli: false, zstd: false, onReadEntry: onEntry });
  parser.on('eof', () => {
    sawEnd = true;
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    note({
      code: 'entry-skipped',
      path: entry.path.slice(0, 200),
      detail: `entry of type ${entry.type} is not supported`,
    });
  });
  parser.on('warn', (code: string, message: unknown) => {
    // A short last body is told by its own note.
    if (String(message).includes('Truncated input')) return;
    damaged = true;
    note({ code: 'archive-damaged', detail: `${code}: ${String(message).slice(0, 200)}` });
  });

  return {
    write(chunk: Buffer): void {
      total += chunk.length;
      if (total > limits.maxTotalBytes)
        throw new LimitReached(`more than ${limits.maxTotalBytes} bytes after decompression (--max-total-bytes)`);
      parser.write(chunk);
    },
    /** Call once, after the last chunk. */
    finish() {
      parser.end();
      open?.finish(false);
      if (droppedNotes > 0) notes.push({ code: 'entry-skipped', detail: `${droppedNotes} more notes of this kind` });
      return { entries, bytes, total, sawEnd, damaged, notes };
    },
  };
}
