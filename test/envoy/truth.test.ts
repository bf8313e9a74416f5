import { describe, expect, it } from 'vitest';
import { and, every, not, or, some } from '../../src/envoy/truth.js';

describe('three-valued logic', () => {
  it('decides a conjunction by one false part, whatever else is unknown', () => {
    expect(and(['unknown', false])).toBe(false);
    expect(and(['unknown', true])).toBe('unknown');
    expect(and([])).toBe(true);
  });

  it('decides a disjunction by one true part', () => {
    expect(or(['unknown', true])).toBe(true);
    expect(or(['unknown', false])).toBe('unknown');
    expect(or([])).toBe(false);
  });

  it('negates what is known', () => {
    expect([not(true), not(false), not('unknown')]).toEqual([false, true, 'unknown']);
  });

  it('asks no item after the one that decides', () => {
    const asked: number[] = [];
    const ask = (item: number) => {
      asked.push(item);
      return item === 2;
    };
    expect(some([1, 2, 3], ask)).toBe(true);
    expect(asked).toEqual([1, 2]);
    expect(every([2, 1, 2], ask)).toBe(false);
    expect(asked).toEqual([1, 2, 2, 1]);
  });
});
