import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { BundleError } from '../core/errors.js';
import { gunzip, peek } from './contents.js';
import { type Format, sniff } from './sniff.js';

const readSize = 1024 * 1024;

/** A log file, or standard input, that may be compressed with gzip. */
export interface LogFile {
  bytes: AsyncIterable<Buffer>;
  /** Once `bytes` have been read: the compressed stream was whole. */
  complete(): boolean;
}

/**
 * Opens one log of any size for reading front to back; `-` takes `stdin`. An empty file is an empty log. Throws `BundleError`
 * when there is no such file, or it is an archive or another format that is no text.
 */
export async function openLogFile(file: string, stdin: AsyncIterable<Uint8Array>): Promise<LogFile> {
  if (file !== '-') await mustBeFile(file);
  const label = file === '-' ? 'standard input' : file;
  const reopen = () => createReadStream(file, { highWaterMark: readSize });
  const raw = await peek(readable(label, file === '-' ? stdin : reopen()));
  const outer = sniff(raw.head);
  if (outer !== 'gzip') {
    mustBeText(outer, label);
    return { bytes: raw.bytes, complete: () => true };
  }
  const unpacked = gunzip(raw.bytes, file === '-' ? undefined : reopen);
  const inner = await peek(unpacked.bytes);
  mustBeText(sniff(inner.head), label);
  return { bytes: inner.bytes, complete: () => unpacked.end() === 'whole' };
}

async function mustBeFile(file: string): Promise<void> {
  const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      throw new BundleError('not-found', `${file}: no such file.`);
    throw new BundleError('not-readable', `${file} cannot be read: ${error.message}.`);
  });
  if (info.isDirectory())
    throw new BundleError(
      'unsupported-format',
      `${file} is a directory: name the log files in it, or use "meshtriage analyze" for a bundle.`,
    );
}

function mustBeText(format: Format, label: string): void {
  if (format === 'file' || format === 'empty') return;
  if (typeof format === 'object')
    throw new BundleError('unsupported-format', `${label} is ${format.unsupported}, which is not supported.`);
  throw new BundleError(
    'unsupported-format',
    `${label} is an archive (${format}): name the log files in it, or use "meshtriage analyze" for a bundle.`,
  );
}

async function* readable(label: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw new BundleError(
      'not-readable',
      `${label} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
