import { expect, test } from 'vitest';
import { jsonArray } from '../../../src/parsers/support/json-array.js';

test('the empty object that closes a page of Istio 1.0 is dropped, others keep their place', () => {
  expect(jsonArray('\n[\n{"a":1},\n{},\n{"a":2},\n\n{}]')).toEqual({ items: [{ a: 1 }, {}, { a: 2 }], complete: true });
});

test('an array that breaks off keeps its complete elements', () => {
  expect(jsonArray('[{"a":"]"},{"a":2},{"a"')).toEqual({ items: [{ a: ']' }, { a: 2 }], complete: false });
});

test('nothing connected is an empty list, not an error', () => {
  expect(jsonArray('[]').items).toEqual([]);
  expect(jsonArray('null').items).toEqual([]);
});

test('headers of curl -i are skipped', () => {
  expect(jsonArray('HTTP/1.1 200 OK\nContent-Type: application/json\n\n[{"a":1}]').items).toEqual([{ a: 1 }]);
});

test.each([
  ['404 page not found', 'not JSON'],
  ['{"a":1}', 'an array is expected'],
  ['[{"a"', 'JSON is damaged or cut off'],
])('%j is unusable', (text, reason) => {
  expect(() => jsonArray(text)).toThrow(reason);
});
