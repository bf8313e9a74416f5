import type { Note } from '../core/note.js';
import type { EntrySink, EntryVisitor } from './bundle.js';
import { cleanEntryName, isArchiverDebris } from './entry-name.js';
import type { Limits } from './limits.js';

/** Lists in the summary stop here; counts go on. */
const maxNotes = 200;

/** Raised to stop reading when a limit of the whole bundle is passed; what was read before stays. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

/** The books of one bundle, kept over all the archives that it consists of. */
export class Reading {
  entries = 0;
  /** Bytes of all entries. */
  bytes = 0;
  /** Bytes that decompression and archives gave, headers and padding included. */
  unpacked = 0;
  /** Something is lost, whether or not a note says so. */
  damaged = false;
  readonly #notes: Note[] = [];
  #droppedNotes = 0;
  readonly #paths = new Set<string>();
  readonly #links: { path: string; target: string }[] = [];

  constructor(
    private readonly visitor: EntryVisitor,
    readonly limits: Limits,
    readonly signal?: AbortSignal,
  ) {}

  note(note: Note): void {
    if (this.#notes.length < maxNotes) this.#notes.push(note);
    else this.#droppedNotes++;
  }

  /** The cleaned path of an entry; nothing when it is to be passed over, which a note says unless it is mere debris. */
  pathOf(rawName: string, prefix: string): string | undefined {
    const name = cleanEntryName(rawName);
    if ('refused' in name) {
      this.note({ code: 'entry-name-refused', detail: `${rawName.slice(0, 200)}: ${name.refused}` });
      return undefined;
    }
    return isArchiverDebris(name.path) ? undefined : prefix + name.path;
  }

  /** The sink of one more entry. Throws `LimitReached`. */
  visit(path: string): EntrySink {
    this.entries++;
    if (this.entries > this.limits.maxEntries)
      throw new LimitReached(`more than ${this.limits.maxEntries} entries (--max-entries)`);
    if (this.#paths.has(path)) this.note({ code: 'entry-duplicate', path, detail: 'the last one counts' });
    this.#paths.add(path);
    const sink = this.visitor(path);
    return {
      write: (chunk) => {
        this.bytes += chunk.length;
        sink?.write(chunk);
      },
      end: (complete) => sink?.end(complete),
    };
  }

  /** Counts bytes behind decompression. Throws `LimitReached`. */
  unpack(bytes: number): void {
    this.unpacked += bytes;
    if (this.unpacked > this.limits.maxTotalBytes)
      throw new LimitReached(`more than ${this.limits.maxTotalBytes} bytes after decompression (--max-total-bytes)`);
  }

  /** A link is another name of an entry of the same archive, or it leads nowhere; it is never followed on disk. */
  link(path: string, target: string, prefix: string): void {
    this.#links.push({ path, target: prefix + target });
  }

  notes(): Note[] {
    const broken = this.#links.filter(({ target }) => !this.#paths.has(target));
    for (const { path, target } of broken) this.note({ code: 'entry-skipped', path, detail: `link to ${target}` });
    if (this.#droppedNotes > 0)
      this.#notes.push({ code: 'entry-skipped', detail: `${this.#droppedNotes} more notes of this kind` });
    // What befell the archive as a whole comes first.
    return [...this.#notes.filter(isOfArchive), ...this.#notes.filter((note) => !isOfArchive(note))];
  }
}

function isOfArchive({ code, path }: Note): boolean {
  return path === undefined && code.startsWith('archive-');
}

/** Where a link leads inside its archive; the name as it stands when it would lead out of it. */
export function linkTarget(path: string, link: string): string {
  if (link.startsWith('/')) return link;
  const parts = path.split('/').slice(0, -1);
  for (const part of link.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return link;
  }
  return parts.join('/');
}
