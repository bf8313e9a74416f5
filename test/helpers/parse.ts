import type { At, Parsed, TextParser, WindowParser } from '../../src/parsers/parser.js';

const here: At = { path: 'entry', tag: { kind: 'test' } };

/** Parses inline text; common indentation and the first empty line of a template literal are removed. */
export function parseText<K extends string, A>(
  parser: TextParser<K, A>,
  text: string,
  at: Partial<At> = {},
): Parsed<A> {
  return parser.parse(dedent(text), { ...here, ...at });
}

/** Feeds bytes through the window contract, `size` new bytes at a time. */
export function parseWindow<K extends string, A>(
  parser: WindowParser<K, A>,
  input: string | Uint8Array,
  options: { size?: number; at?: Partial<At> } = {},
): Parsed<A> {
  const bytes = Buffer.from(input as string);
  const size = options.size ?? 2 * 1024 * 1024;
  const sink = parser.open({ ...here, ...options.at });
  let pending = Buffer.alloc(0);
  for (let offset = 0; offset < bytes.length || offset === 0; offset += size) {
    pending = Buffer.concat([pending, bytes.subarray(offset, offset + size)]);
    const consumed = sink.window(pending, pending.length, offset + size >= bytes.length);
    pending = pending.subarray(consumed);
  }
  return sink.end();
}

export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return indents.length === 0 ? text : lines.map((line) => line.slice(indent)).join('\n');
}
