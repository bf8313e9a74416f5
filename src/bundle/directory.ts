import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import glob from 'fast-glob';
import { BundleError } from '../core/errors.js';
import type { Note } from '../core/note.js';
import type { EntryVisitor, ReadSummary } from './bundle.js';
import { cleanEntryName, isArchiverDebris } from './entry-name.js';
import type { Limits } from './limits.js';

const readSize = 1024 * 1024;

/** Reads every regular file below a directory, in the order of their paths. Links are not followed. */
export async function readDirectory(
  root: string,
  visit: EntryVisitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<ReadSummary> {
  const files = await glob('**', {
    cwd: root,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  files.sort();
  if (files.length > limits.maxEntries) {
    throw new BundleError(
      'limit-exceeded',
      `${root} holds ${files.length} files, more than the limit of ${limits.maxEntries}: raise it with --max-entries.`,
    );
  }
  const whole = createHash('sha256');
  const notes: Note[] = [];
  let entries = 0;
  let bytes = 0;
  const buffer = Buffer.allocUnsafe(readSize);
  for (const file of files) {
    signal?.throwIfAborted();
    const name = cleanEntryName(file);
    if ('refused' in name) {
      notes.push({ code: 'entry-name-refused', detail: `${file.slice(0, 200)}: ${name.refused}` });
      continue;
    }
    if (isArchiverDebris(name.path)) continue;
    entries++;
    const sink = visit(name.path);
    const content = createHash('sha256');
    let complete = true;
    try {
      const handle = await open(join(root, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        for (;;) {
          const { bytesRead } = await handle.read(buffer, 0, readSize, null);
          if (bytesRead === 0) break;
          bytes += bytesRead;
          if (bytes > limits.maxTotalBytes) {
            throw new BundleError(
              'limit-exceeded',
              `${root} holds more than ${limits.maxTotalBytes} bytes: raise the limit with --max-total-bytes.`,
            );
          }
          const chunk = buffer.subarray(0, bytesRead);
          content.update(chunk);
          sink?.write(chunk);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (error instanceof BundleError) throw error;
      complete = false;
      notes.push({
        code: 'entry-unreadable',
        path: name.path,
        detail: error instanceof Error ? error.message : String(error),
      });
    }
    sink?.end(complete);
    whole.update(name.path).update('\0').update(content.digest());
  }
  return { sha256: whole.digest('hex'), entries, bytes, complete: notes.length === 0, notes };
}
