import type { EntrySink } from '../bundle/bundle.js';
import type { Tag } from '../parsers/parser.js';
import { decodeText } from './text.js';

/** Enough to see the first key of a document or the header of a table, behind a licence or a banner. */
const headBytes = 8192;

/** Says what a file is from its first bytes and its name; nothing when it looks like nothing we know. */
export type Classify = (head: string, path: string) => Tag | undefined;

/** Holds the first bytes of an entry back until they say which parser is to read it. */
export function createContentSink(
  path: string,
  classify: Classify,
  open: (tag: Tag) => EntrySink | undefined,
): EntrySink {
  let head: Buffer[] | undefined = [];
  let size = 0;
  let sink: EntrySink | undefined;

  function decide(): void {
    const chunks = head ?? [];
    head = undefined;
    const tag = classify(decodeText(Buffer.concat(chunks).subarray(0, headBytes)), path);
    sink = tag && open(tag);
    for (const chunk of chunks) sink?.write(chunk);
  }

  return {
    write(chunk) {
      if (head === undefined) return sink?.write(chunk);
      head.push(Buffer.from(chunk));
      size += chunk.length;
      if (size >= headBytes) decide();
    },
    end(complete) {
      if (head !== undefined) decide();
      sink?.end(complete);
    },
  };
}
