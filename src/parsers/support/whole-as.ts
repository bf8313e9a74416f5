import type { Parts, Tag, WindowSink } from '../parser.js';

const headBytes = 8192;

/** For a parser of parts: the whole entry is one part, whose tag follows from how it begins. */
export function wholeAs(parts: Parts, tagFor: (head: string) => Tag): Pick<WindowSink<unknown>, 'window'> {
  let begun = false;
  return {
    window(bytes, length) {
      if (length === 0) return 0;
      if (!begun) parts.begin(tagFor(bytes.toString('latin1', 0, Math.min(length, headBytes))), 1);
      begun = true;
      parts.write(bytes.subarray(0, length));
      return length;
    },
  };
}
