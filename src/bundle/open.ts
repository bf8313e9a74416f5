import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { BundleError } from '../core/errors.js';
import type { Bundle, EntryVisitor, ReadSummary } from './bundle.js';
import { counted, feed, gunzip, noteInflateEnd, peek, readTar, readZipEntries } from './contents.js';
import { readDirectory } from './directory.js';
import { defaultLimits, type Limits } from './limits.js';
import { LimitReached, Reading } from './reading.js';
import { sniff } from './sniff.js';

const readSize = 1024 * 1024;

/**
 * Opens a .tgz, .tar or .zip file, a directory, a single file, or a stream of any of these but a zip archive. Throws
 * `BundleError` when there is nothing to read; what the content is turns out in `read`.
 */
export async function openBundle(
  source: string | AsyncIterable<Uint8Array>,
  limits: Partial<Limits> = {},
): Promise<Bundle> {
  const allLimits = { ...defaultLimits, ...limits };
  if (typeof source !== 'string')
    return fromBytes({ label: 'standard input', name: 'stdin', bytes: () => source }, allLimits);
  const info = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new BundleError('not-found', `${source}: no such file or directory.`);
    throw new BundleError('not-readable', `${source} cannot be read: ${error.message}.`);
  });
  const name = basename(resolve(source));
  if (info.isDirectory()) return { name, read: (visit, signal) => readDirectory(source, visit, allLimits, signal) };
  if (!info.isFile())
    throw new BundleError(
      'not-an-archive',
      `${source} is neither a file nor a directory; give the archive itself, or - for standard input.`,
    );
  const bytes = () => createReadStream(source, { highWaterMark: readSize });
  return fromBytes({ label: source, name, bytes, file: source }, allLimits);
}

interface Source {
  /** How messages call it. */
  label: string;
  name: string;
  bytes(): AsyncIterable<Uint8Array>;
  /** Absent for a stream, which can be read only once. */
  file?: string;
}

function fromBytes(source: Source, limits: Limits): Bundle {
  return {
    name: source.name,
    async read(visit: EntryVisitor, signal?: AbortSignal): Promise<ReadSummary> {
      const reading = new Reading(visit, limits, signal);
      const hash = createHash('sha256');
      let readToEnd = false;
      try {
        readToEnd = await readContents(source, reading, hash);
      } catch (error) {
        if (!(error instanceof LimitReached)) throw error;
        reading.note({ code: 'archive-truncated', detail: `reading stopped: ${error.message}` });
      }
      const notes = reading.notes();
      return {
        sha256: await digest(source, hash, readToEnd),
        entries: reading.entries,
        bytes: reading.bytes,
        unpackedBytes: reading.unpacked,
        complete: notes.length === 0 && !reading.damaged,
        notes,
      };
    },
  };
}

/** Returns whether `hash` has seen every byte of the source. */
async function readContents(source: Source, reading: Reading, hash: Hash): Promise<boolean> {
  const place = { label: source.label, prefix: '', depth: 0 };
  const raw = await peek(hashed(readable(source), hash));
  const outer = sniff(raw.head);
  if (outer === 'empty') throw new BundleError('empty', `${source.label} is empty: was the upload complete?`);
  if (typeof outer === 'object') throw refusal(source.label, outer.unsupported);
  if (outer === 'zip') {
    if (source.file === undefined)
      throw new BundleError(
        'unsupported-format',
        'A zip archive cannot be read from standard input, because its directory stands at its end: give the file.',
      );
    await readZipEntries(source.file, place, reading);
    return false;
  }
  if (outer === 'file') {
    await feed(reading.visit(source.name), source.name, counted(raw.bytes, reading), reading);
    return true;
  }
  if (outer === 'tar') {
    if (!(await readTar(raw.bytes, place, reading))) noteMissingEnd(reading);
    return true;
  }
  const gzip = gunzip(raw.bytes, source.file === undefined ? undefined : source.bytes);
  const inner = await peek(gzip.bytes);
  const format = sniff(inner.head);
  if (format === 'empty') throw emptyGzip(source.label, gzip.end() === 'whole');
  if (format === 'tar') {
    const sawEnd = await readTar(inner.bytes, place, reading);
    if (noteInflateEnd(gzip.end(), undefined, reading) && !sawEnd) noteMissingEnd(reading);
  } else if (format === 'file') {
    const name = source.name.replace(/\.gz$/i, '');
    await feed(reading.visit(name), name, counted(inner.bytes, reading), reading);
    noteInflateEnd(gzip.end(), undefined, reading);
  } else {
    const found = typeof format === 'object' ? format.unsupported : `another ${format} file`;
    throw new BundleError(
      'not-an-archive',
      `${source.label} is a gzip file that holds ${found} where a tar archive is expected.`,
    );
  }
  return gzip.end() === 'whole';
}

function noteMissingEnd(reading: Reading): void {
  reading.note({ code: 'archive-truncated', detail: 'the archive has no end marker' });
}

function emptyGzip(label: string, whole: boolean): BundleError {
  return new BundleError(
    'empty',
    whole ? `${label} is a gzip file with nothing in it.` : `${label} is a gzip file that is damaged from the start.`,
  );
}

function refusal(label: string, found: string): BundleError {
  return new BundleError(
    'unsupported-format',
    `${label} is ${found}, which is not supported: unpack it and give the directory, or pack it as .tar.gz.`,
  );
}

/** Read errors of the file system are the customer's (a broken disk, a vanished share), not ours. */
async function* readable(source: Source): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source.bytes()) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw new BundleError(
      'not-readable',
      `${source.label} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Reading may have stopped before the end of the file; its checksum must be the one that other tools print. */
async function digest(source: Source, soFar: Hash, readToEnd: boolean): Promise<string> {
  if (readToEnd || source.file === undefined) return soFar.digest('hex');
  const hash = createHash('sha256');
  for await (const chunk of source.bytes()) hash.update(chunk);
  return hash.digest('hex');
}
