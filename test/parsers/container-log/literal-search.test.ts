import { expect, test } from 'vitest';
import { compileLiteralSearch } from '../../../src/parsers/container-log/literal-search.js';

const literals = ['no such host', 'lookup ', 'lookup istio', 'dial tcp', ' rejected', 'ACK ERROR '];
const search = compileLiteralSearch(literals);

function found(text: string): string[] {
  const bytes = Buffer.from(text);
  return [...(search(bytes, 0, bytes.length) ?? [])].map((index) => literals[index] ?? '').sort();
}

test.each([
  ['nothing to find here', []],
  ['', []],
  ['dial tc', []],
  ['dial tcp', ['dial tcp']],
  ['dial tcp: lookup istiod on 10.0.0.10: no such host', ['dial tcp', 'lookup ', 'lookup istio', 'no such host']],
  ['ACK ERROR dial tcp', ['ACK ERROR ', 'dial tcp']],
  ['größe rejected', [' rejected']],
])('in "%s"', (text, expected) => {
  expect(found(text)).toEqual([...expected].sort());
});

test('only the stretch that was asked for is searched', () => {
  const bytes = Buffer.from('dial tcp dial tcp');
  expect(search(bytes, 1, 16)).toBeUndefined();
  expect(search(bytes, 9, 17)).toEqual(new Set([3]));
});

test('finds what `includes` finds at every place of a line', () => {
  for (const literal of literals)
    for (let at = 0; at < 40; at++) {
      const text = `${'x'.repeat(at)}${literal}${'y'.repeat(40 - at)}`;
      expect(found(text)).toEqual(literals.filter((other) => text.includes(other)).sort());
    }
});
