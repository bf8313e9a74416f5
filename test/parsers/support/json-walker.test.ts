import { describe, expect, test } from 'vitest';
import { endOfValue, parseValue } from '../../../src/parsers/support/json-bytes.js';
import { createJsonWalker, type Path } from '../../../src/parsers/support/json-walker.js';

/** Takes what stands in `items` and passes everything else over, `size` new bytes at a time. */
function walk(text: string, size: number) {
  const bytes = Buffer.from(text);
  const taken: { path: string; value: unknown }[] = [];
  const walker = createJsonWalker({
    decide: (path: Path) => (path.length === 0 || (path.length === 1 && path[0] === 'items') ? 'enter' : rest(path)),
    take(path, { bytes: window, length }, start) {
      const end = endOfValue(window, start, length);
      if (end !== undefined) taken.push({ path: path.join('/'), value: parseValue(window, start, end) });
      return end;
    },
  });
  let pending = Buffer.alloc(0);
  for (let offset = 0; offset < bytes.length; offset += size) {
    pending = Buffer.concat([pending, bytes.subarray(offset, offset + size)]);
    const done = walker.advance({ bytes: pending, length: pending.length, last: offset + size >= bytes.length }, 0);
    pending = pending.subarray(done);
  }
  return { taken, state: walker.state() };
}

function rest(path: Path): 'take' | 'pass' {
  return path.length === 2 && path[0] === 'items' ? 'take' : 'pass';
}

describe.each([1, 3, 1000])('in windows of %i bytes', (size) => {
  test('values of every kind are taken with their paths', () => {
    const { taken, state } = walk('{"items": [{"a": [1]}, "x,\\"]", -1.5, null, [] ], "more": {"b": "}"}}', size);
    expect(taken).toEqual([
      { path: 'items/0', value: { a: [1] } },
      { path: 'items/1', value: 'x,"]' },
      { path: 'items/2', value: -1.5 },
      { path: 'items/3', value: null },
      { path: 'items/4', value: [] },
    ]);
    expect(state).toBe('closed');
  });

  test('what is passed over may hold brackets and escaped quotes in strings', () => {
    const { taken, state } = walk('{"skip": {"a": "\\\\", "b": ["]}\\"", {}]}, "n": 1, "items": {"k": 7}}', size);
    expect(taken).toEqual([{ path: 'items/k', value: 7 }]);
    expect(state).toBe('closed');
  });

  test('text that ends early is open, text that is no JSON damaged', () => {
    expect(walk('{"items": [1, 2', size)).toEqual({ taken: [{ path: 'items/0', value: 1 }], state: 'open' });
    expect(walk('{"items": [1] oops', size)).toEqual({ taken: [{ path: 'items/0', value: 1 }], state: 'damaged' });
  });
});
