import { describe, expect, it } from 'vitest';
import { compilePattern, regexMatcher } from '../../src/envoy/pattern.js';

describe('patterns', () => {
  it('match the whole value', () => {
    const pattern = compilePattern('a|ab');
    expect([pattern?.matches('a'), pattern?.matches('ab'), pattern?.matches('abc')]).toEqual([true, true, false]);
  });

  it('are undefined where RE2 refuses them or they are too large', () => {
    expect(compilePattern('(?=a)b')).toBeUndefined();
    expect(compilePattern('(a)\\1')).toBeUndefined();
    expect(compilePattern('a'.repeat(9000))).toBeUndefined();
    expect(compilePattern('(?:[a-z]{1000}){6}')).toBeUndefined();
  });

  it('leave open what would take too long', () => {
    expect(compilePattern('((((a?){10}){10}){10})')?.matches('a'.repeat(100_000))).toBe('unknown');
  });

  it('replace every match, with groups and escaped backslashes', () => {
    const pattern = compilePattern('/(\\d)');
    expect(pattern?.replace('/1/2/x', '/v\\1')).toBe('/v1/v2/x');
    expect(pattern?.replace('/1', '\\0\\\\')).toBe('/1\\');
    expect(pattern?.replace('/1', '\\2')).toBeUndefined();
  });

  it('are compiled once for a matcher', () => {
    const matcher = { regex: 'a+' };
    expect(regexMatcher(matcher)).toBe(regexMatcher(matcher));
  });
});
