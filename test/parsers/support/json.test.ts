import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonDepth, maxJsonDepth, parseJson, parseJsonDocuments } from '../../../src/parsers/support/json.js';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('jsonDepth', () => {
  test('brackets inside strings do not count', () => {
    expect(jsonDepth('{"a": "[[[\\"[", "b": [1]}')).toBe(2);
  });

  test('agrees with a recursive count', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonDepth(JSON.stringify(value))).toBe(depthOf(value));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseJson', () => {
  test('nesting at the limit is read, one level more is refused', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(parseJson(nested(maxJsonDepth))).toBeInstanceOf(Array);
    expect(() => parseJson(nested(maxJsonDepth + 1))).toThrow('nested deeper');
    expect(() => parseJson('['.repeat(1_000_000))).toThrow('nested deeper');
  });

  test('what is cut off and what never was JSON are told apart', () => {
    expect(() => parseJson('{"a": 1')).toThrow('damaged or cut off');
    expect(() => parseJson('hello')).toThrow('not JSON');
  });
});

describe('parseJsonDocuments', () => {
  test('documents that follow one another, behind a line of text', () => {
    expect(parseJsonDocuments('Warning: old\n{"a":"}"}\n{"b":2}')).toEqual({
      documents: [{ a: '}' }, { b: 2 }],
      complete: true,
    });
  });

  test('the complete documents before a cut are kept', () => {
    expect(parseJsonDocuments('{"a":1}\n{"b":')).toEqual({ documents: [{ a: 1 }], complete: false });
  });

  test('no document at all', () => {
    expect(parseJsonDocuments('nothing')).toEqual({ documents: [], complete: true });
  });
});
