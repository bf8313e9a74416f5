import { type Entry, fromBufferPromise, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { BundleError } from '../core/errors.js';
import { linkTarget, type Reading } from './reading.js';

// Names are cleaned by our own rules: with decodeStrings one bad name would end the reading.
const options = { decodeStrings: false, validateEntrySizes: true, autoClose: false } as const;

const fileTypeMask = 0o170000;
const symbolicLink = 0o120000;
const maxLinkBytes = 4096;

/**
 * Reads a zip archive: a file, or its bytes when it stands inside another archive. `read` gets each file's path and
 * content. Throws `BundleError` when the directory of the archive, which stands at its end, cannot be read.
 */
export async function readZip(
  source: string | Buffer,
  label: string,
  reading: Reading,
  prefix: string,
  read: (path: string, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const opening = typeof source === 'string' ? openPromise(source, options) : fromBufferPromise(source, options);
  const zip = await opening.catch(() => {
    throw new BundleError(
      'not-an-archive',
      `${label} is a zip archive that is cut off or damaged: its directory, which stands at the end, cannot be read.`,
    );
  });
  try {
    const entries = zip.eachEntry();
    for (;;) {
      reading.signal?.throwIfAborted();
      const next = await entries.next().catch((error: unknown) => {
        reading.damaged = true;
        reading.note({ code: 'archive-damaged', detail: `${label}: ${messageOf(error)}` });
      });
      if (next === undefined || next.done) return;
      await readEntry(zip, next.value, reading, prefix, read);
    }
  } finally {
    zip.close();
  }
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  reading: Reading,
  prefix: string,
  read: (path: string, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  if (name.endsWith('/')) return;
  const path = reading.pathOf(name, prefix);
  if (path === undefined) return;
  if (entry.isEncrypted()) return reading.note({ code: 'entry-skipped', path, detail: 'encrypted' });
  let content: AsyncIterable<Buffer>;
  try {
    content = await zip.openReadStreamPromise(entry);
  } catch (error) {
    reading.damaged = true;
    return reading.note({ code: 'entry-unreadable', path, detail: messageOf(error) });
  }
  // Unix modes stand in the upper half of the attributes.
  const isLink = ((entry.externalFileAttributes >>> 16) & fileTypeMask) === symbolicLink;
  if (!isLink) return read(path, content);
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const link = Buffer.concat(chunks).toString('utf8', 0, maxLinkBytes);
  reading.link(path, linkTarget(path.slice(prefix.length), link), prefix);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
