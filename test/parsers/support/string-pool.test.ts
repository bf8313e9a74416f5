import { expect, test } from 'vitest';
import { StringPool } from '../../../src/parsers/support/string-pool.js';

test('what is shared stays equal, keys of Maps included', () => {
  const pool = new StringPool();
  const value = () => ({
    image: 'registry.example.com/shop/cart:2.14.18',
    args: ['short', 'a longer argument of a container', 15001, true],
    env: new Map([['ISTIO_META_INTERCEPTION_MODE', 'REDIRECT']]),
    long: 'x'.repeat(600),
  });
  expect(pool.share(value())).toEqual(value());
  expect(pool.share(value())).toEqual(value());
});

test('texts that only look alike stay apart', () => {
  const pool = new StringPool();
  const names = Array.from({ length: 20_000 }, (_, index) => `a-workload-name-${index}-suffix`);
  expect(names.map((name) => pool.one(name))).toEqual(names);
});
