import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutputError } from '../core/errors.js';

export interface OutputFile {
  path: string;
  content: string;
}

/** Temporary files of this process that are not renamed yet; removed when it is interrupted. */
const pending = new Set<string>();

/**
 * Writes files so that each is either the new one, whole, or what was there before: everything goes to temporary files
 * beside the targets (mode 600, flushed to disk), and they are renamed only when all of them are written.
 * Throws `OutputError`.
 */
export async function writeFiles(files: readonly OutputFile[]): Promise<void> {
  const written: { temporary: string; path: string }[] = [];
  try {
    for (const { path, content } of files) {
      await attempt(path, () => prepareTarget(path));
      const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
      pending.add(temporary);
      await attempt(path, () => writeDurably(temporary, content));
      written.push({ temporary, path });
    }
    for (const { temporary, path } of written) {
      await attempt(path, () => rename(temporary, path));
      pending.delete(temporary);
    }
  } finally {
    for (const temporary of pending) await rm(temporary, { force: true }).catch(() => undefined);
    pending.clear();
  }
}

/** For signal handlers, which cannot wait. */
export function removePendingFiles(): void {
  for (const temporary of pending) rmSync(temporary, { force: true });
}

/** Writes to standard output. A reader that went away (`| head`) is no error; a full disk is. */
export async function writeStdout(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(new OutputError(`standard output cannot be written: ${error.message}.`));
    });
  });
}

async function prepareTarget(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const existing = await lstat(path).catch(() => undefined);
  if (existing !== undefined && !existing.isFile()) throw new Error('it exists and is not a regular file');
}

async function writeDurably(path: string, content: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new OutputError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
}
