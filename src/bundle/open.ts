import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { BundleError } from '../core/errors.js';
import type { Note } from '../core/note.js';
import type { Bundle, EntryVisitor, ReadSummary } from './bundle.js';
import { readDirectory } from './directory.js';
import { type InflateEnd, inflate } from './inflate.js';
import { defaultLimits, type Limits } from './limits.js';
import { sniff } from './sniff.js';
import { createTarReader, LimitReached } from './tar-stream.js';

const readSize = 1024 * 1024;
const headSize = 512;

/**
 * Opens a .tgz or .tar file, a directory, or a stream of such an archive. Throws `BundleError` when there is nothing
 * to read; whether the content is an archive turns out in `read`.
 */
export async function openBundle(
  source: string | AsyncIterable<Uint8Array>,
  limits: Partial<Limits> = {},
): Promise<Bundle> {
  const allLimits = { ...defaultLimits, ...limits };
  if (typeof source !== 'string') {
    return {
      name: 'stdin',
      read: (visit, signal) => readArchive({ label: 'standard input', bytes: source }, visit, allLimits, signal),
    };
  }
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
  const reopen = () => createReadStream(source, { highWaterMark: readSize });
  return {
    name,
    read: (visit, signal) => readArchive({ label: source, bytes: reopen(), reopen }, visit, allLimits, signal),
  };
}

interface ArchiveSource {
  /** How messages call it. */
  label: string;
  bytes: AsyncIterable<Uint8Array>;
  reopen?: () => AsyncIterable<Uint8Array>;
}

async function readArchive(
  source: ArchiveSource,
  visit: EntryVisitor,
  limits: Limits,
  signal?: AbortSignal,
): Promise<ReadSummary> {
  const hash = createHash('sha256');
  const raw = await peek(hashed(readable(source), hash));
  const outer = sniff(raw.head);
  if (outer === 'empty') throw new BundleError('empty', `${source.label} is empty: was the upload complete?`);
  if (typeof outer === 'object') throw refusal(source.label, outer.unsupported);
  const notes: Note[] = [];
  const gzip: { end: InflateEnd } = { end: 'whole' };
  async function* plain(): AsyncGenerator<Buffer> {
    if (outer === 'tar') yield* raw.bytes;
    else gzip.end = yield* inflate(raw.bytes, source.reopen);
  }
  const inner = await peek(plain());
  if (outer === 'gzip') requireTar(source.label, sniff(inner.head), gzip.end);

  const tar = createTarReader(visit, limits);
  let limited = false;
  try {
    for await (const chunk of inner.bytes) {
      signal?.throwIfAborted();
      tar.write(chunk);
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    limited = true;
    notes.push({ code: 'archive-truncated', detail: `reading stopped: ${error.message}` });
  }
  const read = tar.finish();
  if (gzip.end === 'truncated') notes.push({ code: 'archive-truncated', detail: 'the compressed stream ends early' });
  if (gzip.end === 'damaged')
    notes.push({ code: 'archive-damaged', detail: 'the compressed stream is damaged: wrong checksum or foreign data' });
  if (gzip.end === 'whole' && !read.sawEnd && !limited)
    notes.push({ code: 'archive-truncated', detail: 'the archive has no end marker' });
  const complete = notes.length === 0 && read.notes.length === 0 && !read.damaged && read.sawEnd;
  return {
    sha256: await digest(source, hash, limited || gzip.end !== 'whole'),
    entries: read.entries,
    bytes: read.bytes,
    unpackedBytes: read.total,
    complete,
    notes: [...notes, ...read.notes],
  };
}

function requireTar(label: string, format: ReturnType<typeof sniff>, end: InflateEnd): void {
  if (format === 'tar') return;
  if (format === 'empty') {
    throw new BundleError(
      'empty',
      end === 'whole'
        ? `${label} is a gzip file with nothing in it.`
        : `${label} is a gzip file that is damaged from the start.`,
    );
  }
  const found = format === 'gzip' ? 'another gzip file' : format.unsupported;
  throw new BundleError(
    'not-an-archive',
    `${label} is a gzip file that holds ${found} where a tar archive is expected.`,
  );
}

function refusal(label: string, found: string): BundleError {
  if (found === 'not an archive') {
    return new BundleError(
      'not-an-archive',
      `${label} is not an archive: give a .tgz, .tar.gz or .tar file, or the unpacked directory.`,
    );
  }
  return new BundleError(
    'unsupported-format',
    `${label} is ${found}, which is not supported: unpack it and give the directory, or pack it as .tar.gz.`,
  );
}

/** Read errors of the file system are the customer's (a broken disk, a vanished share), not ours. */
async function* readable(source: ArchiveSource): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source.bytes) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
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
async function digest(source: ArchiveSource, soFar: Hash, stopped: boolean): Promise<string> {
  if (!stopped || source.reopen === undefined) return soFar.digest('hex');
  const hash = createHash('sha256');
  for await (const chunk of source.reopen()) hash.update(chunk);
  return hash.digest('hex');
}

/** The first bytes of a stream, and the whole stream again. */
async function peek(bytes: AsyncIterable<Buffer>): Promise<{ head: Buffer; bytes: AsyncIterable<Buffer> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < headSize) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(first);
  async function* rest(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  }
  return { head: head.subarray(0, headSize), bytes: rest() };
}
