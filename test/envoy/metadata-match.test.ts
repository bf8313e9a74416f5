import { describe, expect, it } from 'vitest';
import { matchMetadata, matchValue } from '../../src/envoy/metadata-match.js';

describe('matchMetadata', () => {
  const metadata = { auth: { claims: { groups: ['a', 'b'], iss: 'x' } } };
  const at = (...keys: string[]) => ({ filter: 'auth', path: keys.map((key) => ({ key })) });

  it('follows the path', () => {
    expect(matchMetadata({ ...at('claims', 'iss'), value: { string_match: { exact: 'x' } } }, metadata)).toBe(true);
    expect(matchMetadata({ ...at('iss'), value: { string_match: { exact: 'x' } } }, metadata)).toBe(false);
    expect(matchMetadata({ ...at('toString'), value: { present_match: true } }, metadata)).toBe(false);
  });

  it('inverts', () => {
    const matcher = { ...at('claims', 'iss'), value: { string_match: { exact: 'x' } }, invert: true };
    expect(matchMetadata(matcher, metadata)).toBe(false);
    expect(matchMetadata(matcher, {})).toBe(true);
  });

  it('asks any item of a list', () => {
    const value = { list_match: { one_of: { string_match: { exact: 'b' } } } };
    expect(matchMetadata({ ...at('claims', 'groups'), value }, metadata)).toBe(true);
    expect(matchMetadata({ ...at('claims', 'iss'), value }, metadata)).toBe(false);
  });
});

describe('matchValue', () => {
  it.each([
    [{ null_match: {} }, null, true],
    [{ bool_match: false }, false, true],
    [{ bool_match: true }, 'true', false],
    [{ present_match: false }, undefined, true],
    [{ double_match: { exact: 2 } }, 2, true],
    [{ double_match: { range: { start: 1, end: 2 } } }, 2, false],
    [{ or_match: { value_matchers: [{ bool_match: true }, { double_match: { exact: 1 } }] } }, 1, true],
    [{ string_match: { safe_regex: { regex: '(' } } }, 'a', 'unknown'],
    [{}, 'a', 'unknown'],
  ] as const)('%j over %j is %s', (matcher, value, expected) => {
    expect(matchValue(matcher, value)).toBe(expected);
  });
});
