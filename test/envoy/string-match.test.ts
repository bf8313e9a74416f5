import { describe, expect, it } from 'vitest';
import { matchString } from '../../src/envoy/string-match.js';

describe('matchString', () => {
  it.each([
    [{ exact: 'a' }, 'a', true],
    [{ exact: '' }, 'a', false],
    [{ exact: 'a' }, 'A', false],
    [{ exact: 'aB', ignore_case: true }, 'Ab', true],
    [{ exact: 'k', ignore_case: true }, '\u212a', false],
    [{ prefix: 'ab' }, 'abc', true],
    [{ prefix: 'AB', ignore_case: true }, 'abc', true],
    [{ suffix: 'bc' }, 'abc', true],
    [{ suffix: 'ab' }, 'abc', false],
    [{ contains: 'B', ignore_case: true }, 'abc', true],
    [{ safe_regex: { google_re2: {}, regex: 'a.c' } }, 'abc', true],
    [{ safe_regex: { regex: 'b' } }, 'abc', false],
    [{ regex: 'a.*' }, 'abc', true],
    [{ regex: 'a(?!x)' }, 'a', 'unknown'],
    [{ custom: { name: 'x' } }, 'a', 'unknown'],
    [{}, 'a', 'unknown'],
  ] as const)('%j over %s is %s', (matcher, value, expected) => {
    expect(matchString(matcher, value)).toBe(expected);
  });
});
