import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import glob from 'fast-glob';
import { BundleError } from '../core/errors.js';
import type { EntryVisitor, ReadSummary } from './bundle.js';
import { isArchiveName, readFile } from './contents.js';
import type { Limits } from './limits.js';
import { LimitReached, Reading } from './reading.js';

const readSize = 1024 * 1024;

/** Reads every regular file below a directory, in the order of their paths. Links are not followed. */
export async function readDirectory(
  root: string,
  visit: EntryVisitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<ReadSummary> {
  return readFiles({ label: root, files: await listFiles(root), limits }, visit, signal);
}

export interface NamedFile {
  /** Where it is on disk. */
  file: string;
  /** How the bundle calls it. */
  path: string;
}

/** Every regular file below a directory, with its path in it. */
export async function listFiles(root: string): Promise<NamedFile[]> {
  const paths = await glob('**', {
    cwd: root,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  return paths.map((path) => ({ path, file: join(root, path) }));
}

/** Reads files in the order of their paths. `label` is how messages call all of them. */
export async function readFiles(
  { label, files, limits }: { label: string; files: readonly NamedFile[]; limits: Limits },
  visit: EntryVisitor,
  signal?: AbortSignal,
): Promise<ReadSummary> {
  const reading = new Reading(visit, limits, signal);
  const whole = createHash('sha256');
  const buffer = Buffer.allocUnsafe(readSize);
  try {
    for (const { file, path: name } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const path = reading.pathOf(name, '');
      if (path === undefined) continue;
      const content = createHash('sha256');
      const bytes = bytesOf(file, isArchiveName(path) ? undefined : buffer, content, reading);
      await readFile(path, bytes, reading, 0);
      whole.update(path).update('\0').update(content.digest());
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    throw new BundleError('limit-exceeded', `${label} holds ${error.message}: raise that limit.`);
  }
  const notes = reading.notes();
  return {
    sha256: whole.digest('hex'),
    entries: reading.entries,
    bytes: reading.bytes,
    complete: notes.length === 0 && !reading.damaged,
    notes,
  };
}

/** The first bytes of a file. */
export async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** With a buffer that they share, each chunk is valid only until the next is asked for. */
async function* bytesOf(
  file: string,
  shared: Buffer | undefined,
  hash: Hash,
  reading: Reading,
): AsyncGenerator<Buffer, void> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (;;) {
      reading.signal?.throwIfAborted();
      const buffer = shared ?? Buffer.allocUnsafe(readSize);
      const { bytesRead } = await handle.read(buffer, 0, readSize, null);
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      reading.unpack(bytesRead);
      hash.update(chunk);
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}
