import { describe, expect, it } from 'vitest';
import { matchHeader } from '../../src/envoy/header-match.js';

const headers = new Map([
  ['x-a', 'one'],
  ['x-n', '-5'],
  ['x-empty', ''],
  [':authority', 'web'],
]);

describe('matchHeader', () => {
  it.each([
    [{ name: 'X-A' }, true],
    [{ name: 'x-none' }, false],
    [{ name: 'x-a', exact_match: 'one' }, true],
    [{ name: 'x-a', exact_match: '' }, true],
    [{ name: 'x-a', string_match: { exact: '' } }, false],
    [{ name: 'x-a', prefix_match: 'o' }, true],
    [{ name: 'x-a', suffix_match: 'x' }, false],
    [{ name: 'x-a', contains_match: 'n' }, true],
    [{ name: 'x-a', regex_match: 'o.e' }, true],
    [{ name: 'x-a', safe_regex_match: { regex: 'o' } }, false],
    [{ name: 'x-a', safe_regex_match: { regex: '(' } }, 'unknown'],
    [{ name: 'x-a', safe_regex_match: { regex: '(' }, invert_match: true }, 'unknown'],
    [{ name: 'x-none', safe_regex_match: { regex: '(' } }, false],
    [{ name: 'x-n', range_match: { start: '-5', end: '0' } }, true],
    [{ name: 'x-n', range_match: { start: -4 } }, false],
    [{ name: 'x-a', range_match: { start: 0, end: 10 } }, false],
    [{ name: 'host', exact_match: 'web' }, true],
  ] as const)('%j is %s', (matcher, expected) => {
    expect(matchHeader(matcher, headers)).toBe(expected);
  });

  it.each([
    ['x-a', true, false, true],
    ['x-a', true, true, false],
    ['x-a', false, false, false],
    ['x-a', false, true, true],
    ['x-none', true, false, false],
    ['x-none', true, true, true],
    ['x-none', false, false, true],
    ['x-none', false, true, false],
  ])('presence of %s: present_match %s, invert_match %s gives %s', (name, present, invert, expected) => {
    expect(matchHeader({ name, present_match: present, invert_match: invert }, headers)).toBe(expected);
  });

  it('lets a missing header match nothing, also inverted, unless it counts as empty', () => {
    const inverted = { name: 'x-none', string_match: { exact: 'a' }, invert_match: true };
    expect(matchHeader(inverted, headers)).toBe(false);
    expect(matchHeader({ ...inverted, treat_missing_header_as_empty: true }, headers)).toBe(true);
  });

  it('is unknown for a header that may have been set by something unknown', () => {
    const open = { get: () => undefined, isUnknown: (name: string) => name === 'x-a' };
    expect(matchHeader({ name: 'x-a' }, open)).toBe('unknown');
    expect(matchHeader({ name: 'x-b' }, open)).toBe(false);
  });
});
