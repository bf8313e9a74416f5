import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How the gzip stream ended. */
export type InflateEnd = 'whole' | 'truncated' | 'damaged';

/** Fewer, larger chunks cost less than half of zlib's default of 16 KiB; above 1 MiB nothing is gained. */
const chunkSize = 1024 * 1024;
/** After a data error zlib drops its unfinished output chunk, so the second look uses small ones. */
const salvageChunkSize = 4096;

/**
 * Inflates gzip, several members included. `reopen` gives the compressed bytes again from the start: after a wrong
 * checksum or garbage the last chunk is recovered through it. Without it (standard input) up to 1 MiB is lost.
 */
export async function* inflate(
  compressed: AsyncIterable<Uint8Array>,
  reopen?: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, InflateEnd> {
  let delivered = 0;
  try {
    for await (const chunk of gunzip(compressed, chunkSize)) {
      delivered += chunk.length;
      yield chunk;
    }
    return 'whole';
  } catch (error) {
    const code = zlibCode(error);
    if (code === 'Z_BUF_ERROR') return 'truncated';
    if (code === undefined) throw error;
  }
  if (reopen !== undefined) yield* salvage(reopen(), delivered);
  return 'damaged';
}

async function* salvage(compressed: AsyncIterable<Uint8Array>, skip: number): AsyncGenerator<Buffer, void> {
  let position = 0;
  try {
    for await (const chunk of gunzip(compressed, salvageChunkSize)) {
      const fresh = chunk.subarray(Math.max(0, Math.min(chunk.length, skip - position)));
      position += chunk.length;
      if (fresh.length > 0) yield fresh;
    }
  } catch (error) {
    if (zlibCode(error) === undefined) throw error;
  }
}

async function* gunzip(compressed: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer, void> {
  const source = Readable.from(compressed, { objectMode: false, highWaterMark: chunkSize });
  const stream = createGunzip({ chunkSize: size });
  source.on('error', (error) => stream.destroy(error));
  source.pipe(stream);
  try {
    yield* stream as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
    stream.destroy();
  }
}

function zlibCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('Z_') ? code : undefined;
}
