import { display, printable } from '../core/display.js';
import { maskSecrets } from '../core/secrets.js';

/** Members that hold blocks of text; all other strings are shown on one line. */
const blocks: ReadonlySet<string> = new Set(['detail', 'excerpt', 'command', 'capture']);

/** Masks what looks like a secret and makes every string printable, keys of records included. */
export function cleanStrings<T>(value: T): T {
  // Names of members and of parts of the bundle come again and again.
  const known = new Map<string, string>();
  return mapStrings(value, (text, block) => {
    if (block) return display(maskSecrets(text.replaceAll('\r\n', '\n')), { block });
    const clean = known.get(text) ?? display(maskSecrets(text), { block });
    known.set(text, clean);
    return clean;
  }) as T;
}

/** For a report from a file: what cleaning did is left as it is, and what was never cleaned cannot do harm. */
export function recleanStrings<T>(value: T): T {
  return mapStrings(value, (text, block) => printable(maskSecrets(text), { block })) as T;
}

function mapStrings(value: unknown, change: (text: string, block: boolean) => string, key = ''): unknown {
  if (typeof value === 'string') return change(value, blocks.has(key));
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [change(name, false), mapStrings(member, change, name)]),
  );
}
