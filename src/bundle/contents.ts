import { BundleError } from '../core/errors.js';
import type { EntrySink } from './bundle.js';
import { ByteQueue } from './byte-queue.js';
import { type InflateEnd, inflate } from './inflate.js';
import { LimitReached, type Reading } from './reading.js';
import { sniff } from './sniff.js';
import { createTarReader } from './tar-stream.js';
import { readZip } from './zip.js';

/** A bundle, an archive inside it (a bug-report in the zip of a ticket), and no further. */
const maxDepth = 1;
/** A zip archive inside another one is read from memory, because its directory stands at its end. */
const maxInnerZipBytes = 256 * 1024 * 1024;
const headSize = 512;

/** Where an archive stands in the bundle. */
export interface Place {
  /** How notes call it. */
  label: string;
  /** Stands in front of the paths of its entries. */
  prefix: string;
  /** 0 for the bundle itself. */
  depth: number;
}

/** Reads one file of the bundle, or what it holds when it is an archive or compressed. */
export async function readFile(
  path: string,
  content: AsyncIterable<Buffer>,
  reading: Reading,
  depth: number,
): Promise<void> {
  if (!isArchiveName(path)) return feed(reading.visit(path), path, content, reading);
  const raw = await peek(content);
  const inner: Place = { label: path, prefix: `${path}/`, depth: depth + 1 };
  const outer = sniff(raw.head);
  if (outer === 'tar') return readInnerTar(raw.bytes, inner, reading);
  if (outer === 'zip') return readInnerZip(raw.bytes, inner, reading);
  if (outer !== 'gzip') return feed(reading.visit(path), path, raw.bytes, reading);

  const gzip = gunzip(raw.bytes);
  const plain = await peek(counted(gzip.bytes, reading));
  if (sniff(plain.head) === 'tar') await readInnerTar(plain.bytes, inner, reading);
  // Rotated logs of must-gather.
  else await feed(reading.visit(path.replace(/\.gz$/i, '')), path, plain.bytes, reading);
  noteInflateEnd(gzip.end(), inner.label, reading);
}

/** Names of archives and of compressed files, which are opened. */
export function isArchiveName(path: string): boolean {
  return /\.(tgz|tar|gz|zip)$/i.test(path);
}

async function readInnerTar(bytes: AsyncIterable<Buffer>, place: Place, reading: Reading): Promise<void> {
  if (place.depth > maxDepth) return passOver(bytes, place, reading);
  if (!(await readTar(bytes, place, reading)))
    reading.note({ code: 'archive-truncated', path: place.label, detail: 'the archive has no end marker' });
}

async function readInnerZip(bytes: AsyncIterable<Buffer>, place: Place, reading: Reading): Promise<void> {
  if (place.depth > maxDepth) return passOver(bytes, place, reading);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size <= maxInnerZipBytes) chunks.push(Buffer.from(chunk));
  }
  if (size > maxInnerZipBytes) {
    reading.note({
      code: 'entry-too-large',
      path: place.label,
      detail: 'a zip archive of more than 256 MiB inside an archive: unpack the outer one',
    });
    return;
  }
  try {
    await readZipEntries(Buffer.concat(chunks), place, reading);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    reading.note({ code: 'archive-damaged', path: place.label, detail: error.message });
  }
}

async function passOver(bytes: AsyncIterable<Buffer>, { label }: Place, reading: Reading): Promise<void> {
  reading.note({ code: 'entry-skipped', path: label, detail: 'an archive inside an archive inside an archive' });
  for await (const _ of bytes);
}

/** Reads the entries of a plain tar stream. Returns whether its end marker was there. Throws `LimitReached`. */
export async function readTar(bytes: AsyncIterable<Buffer>, place: Place, reading: Reading): Promise<boolean> {
  const inner = new Map<ByteQueue, Promise<void>>();
  const failures: unknown[] = [];

  // The tar parser pushes; what stands in an inner archive has to be awaited.
  function openArchive(path: string): EntrySink {
    const queue = new ByteQueue();
    const read = readFile(path, queue, reading, place.depth)
      .catch((error: unknown) => failures.push(error))
      .then(() => {
        queue.close();
        inner.delete(queue);
      });
    inner.set(queue, read);
    return { write: (chunk) => queue.push(chunk), end: () => queue.close() };
  }

  const tar = createTarReader(reading, place.prefix, (path) =>
    isArchiveName(path) ? openArchive(path) : reading.visit(path),
  );
  let sawEnd = false;
  try {
    for await (const chunk of bytes) {
      reading.signal?.throwIfAborted();
      tar.write(chunk);
      for (const queue of inner.keys()) await queue.drained();
      if (failures.length > 0) throw failures[0];
    }
  } finally {
    sawEnd = tar.finish();
    await Promise.all(inner.values());
  }
  if (failures.length > 0) throw failures[0];
  return sawEnd;
}

/** Reads the entries of a zip archive. Throws `BundleError` and `LimitReached`. */
export function readZipEntries(source: string | Buffer, place: Place, reading: Reading): Promise<void> {
  return readZip(source, place.label, reading, place.prefix, (path, content) =>
    readFile(path, counted(content, reading), reading, place.depth),
  );
}

/** Hands the bytes of one file over; a read error costs only this file. */
export async function feed(
  sink: EntrySink,
  path: string,
  content: AsyncIterable<Buffer>,
  reading: Reading,
): Promise<void> {
  try {
    for await (const chunk of content) sink.write(chunk);
  } catch (error) {
    sink.end(false);
    if (error instanceof LimitReached || error instanceof BundleError || reading.signal?.aborted) throw error;
    reading.damaged = true;
    reading.note({
      code: 'entry-unreadable',
      path,
      detail: (error instanceof Error ? error.message : String(error)).slice(0, 200),
    });
    return;
  }
  sink.end(true);
}

/** Inflated bytes, and how the stream ended once they have been read. */
export function gunzip(compressed: AsyncIterable<Buffer>, reopen?: () => AsyncIterable<Uint8Array>) {
  let end: InflateEnd = 'whole';
  async function* bytes(): AsyncGenerator<Buffer, void> {
    end = yield* inflate(compressed, reopen);
  }
  return { bytes: bytes(), end: () => end };
}

/** Says what is wrong with a compressed stream; returns whether it was whole. */
export function noteInflateEnd(end: InflateEnd, path: string | undefined, reading: Reading): boolean {
  const place = path === undefined ? {} : { path };
  if (end === 'truncated')
    reading.note({ code: 'archive-truncated', ...place, detail: 'the compressed stream ends early' });
  if (end === 'damaged')
    reading.note({
      code: 'archive-damaged',
      ...place,
      detail: 'the compressed stream is damaged: wrong checksum or foreign data',
    });
  return end === 'whole';
}

/** Counts bytes behind decompression. Throws `LimitReached`. */
export async function* counted(content: AsyncIterable<Buffer>, reading: Reading): AsyncGenerator<Buffer, void> {
  for await (const chunk of content) {
    reading.signal?.throwIfAborted();
    reading.unpack(chunk.length);
    yield chunk;
  }
}

/** The first bytes of a stream, and the whole stream again. */
export async function peek(bytes: AsyncIterable<Buffer>): Promise<{ head: Buffer; bytes: AsyncIterable<Buffer> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < headSize) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(Buffer.from(next.value));
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
