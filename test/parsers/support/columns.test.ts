import { expect, test } from 'vitest';
import { columnsOf, cutRow } from '../../../src/parsers/support/columns.js';

const header = 'NAME     NOMINATED NODE     AGE';

test('columns are separated by two or more spaces, and names hold single ones', () => {
  expect(columnsOf(header)).toEqual([
    { name: 'NAME', start: 0, end: 9 },
    { name: 'NOMINATED NODE', start: 9, end: 28 },
    { name: 'AGE', start: 28 },
  ]);
});

test('cells are cut at the offsets of the header and may hold spaces', () => {
  expect(cutRow(columnsOf(header), 'cart     not yet known      5d3h')).toEqual(
    new Map([
      ['NAME', 'cart'],
      ['NOMINATED NODE', 'not yet known'],
      ['AGE', '5d3h'],
    ]),
  );
});

test('blank cells and cells beyond the end of the line are missing', () => {
  expect(cutRow(columnsOf(header), 'cart                        5d3h')).toEqual(
    new Map([
      ['NAME', 'cart'],
      ['AGE', '5d3h'],
    ]),
  );
  expect(cutRow(columnsOf(header), 'cart')).toEqual(new Map([['NAME', 'cart']]));
});

test('widths count characters, not UTF-16 units', () => {
  expect(cutRow(columnsOf('NAME     AGE'), '🚀🚀       5d3h').get('AGE')).toBe('5d3h');
});

test('a row padded for another header is read in order', () => {
  expect(cutRow(columnsOf(header), 'a-much-longer-name     worker-1     5d3h')).toEqual(
    new Map([
      ['NAME', 'a-much-longer-name'],
      ['NOMINATED NODE', 'worker-1'],
      ['AGE', '5d3h'],
    ]),
  );
});
