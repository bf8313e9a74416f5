import { expect, test } from 'vitest';
import { createElementPool } from '../../../src/parsers/envoy-config-dump/element-pool.js';
import { stampsOf } from '../../../src/parsers/envoy-config-dump/stamps.js';

const value = { item: { cluster: 'agent', total: 0, unhealthy: [], addresses: [] } };

function known(text: string) {
  const pool = createElementPool();
  const element = pool.store('endpoint', text, value, true);
  const bytes = Buffer.from(text);
  if (element !== undefined) pool.retain(element, bytes, stampsOf(bytes, 'snake'));
  return (other: string, length = other.length) => element && pool.recall(element, Buffer.from(other), 0, length);
}

test('recalls an element by its bytes, whatever its version and time', () => {
  const recall = known('{"version_info": "1", "name": "a", "last_updated": "2026-03-04T08:00:00Z"}');
  const other = '{"version_info": "22/x", "name": "a", "last_updated": "2026-03-04T09:30:00.5Z"}';
  expect(recall(`${other}, {"version_info"`)).toEqual({ end: other.length, updated: '2026-03-04T09:30:00.5Z' });
  expect(recall(other.replace('"a"', '"b"'))).toBe('different');
  expect(recall(other.replace('22/x', '22\\"x'))).toBe('different');
  expect(recall(other.replace('22/x', 'x'.repeat(200)))).toBe('different');
});

test('is undecided while the window holds only the beginning', () => {
  const text = '{"version_info": "1", "name": "a"}';
  const recall = known(text);
  expect([5, 19, text.length - 1].map((length) => recall(text, length))).toEqual(Array(3).fill('undecided'));
  expect(recall(text, text.length)).toEqual({ end: text.length });
});

test('holds 64 MiB, keeps what is of use, and starts afresh when nothing is', () => {
  const pool = createElementPool();
  const key = (mesh: string, index: number) => `${mesh}${index}`.padEnd(3_900_000, ' ');
  const store = (mesh: string) =>
    Array.from({ length: 17 }, (_, index) => pool.store('cluster', key(mesh, index), value, false) !== undefined);
  expect(store('first').every(Boolean)).toBe(true);
  expect(pool.store('cluster', key('first', 17), value, false)).toBeUndefined();
  expect(pool.find('cluster', key('first', 3))?.value).toBe(value);

  // Twice its size of another mesh, without one element of the first asked for.
  store('second');
  store('third');
  expect(pool.find('cluster', key('first', 3))).toBeUndefined();
  expect(pool.find('cluster', key('third', 2))?.value).toBe(value);
});

test('keeps what is still of use however much else comes', () => {
  const pool = createElementPool();
  const key = (index: number) => `${index}`.padEnd(3_900_000, ' ');
  for (let index = 0; index < 60; index++) {
    pool.store('cluster', key(index), value, false);
    pool.find('cluster', key(3));
    pool.find('cluster', key(4));
  }
  expect(pool.find('cluster', key(3))?.value).toBe(value);
});

test('does not keep an element that alone is a large part of it', () => {
  expect(createElementPool().store('cluster', 'x'.repeat(5_000_000), value, false)).toBeUndefined();
});
