import { describe, expect, test } from 'vitest';
import { regexProblem } from '../../../../../src/parsers/kubernetes-objects/validation/values/regex.js';

describe('what RE2 compiles', () => {
  test.each([
    '',
    '.*',
    '^/api/v[0-9]+(?:/.*)?$',
    '(?i)cart',
    '(?P<name>a)(?<other>b)',
    'a{2,5}b{3}c{1,}',
    'a{,5}{',
    'a+?b*?c??',
    '[^]a-z-]',
    '[[:alpha:]_]',
    '[\\d\\-x]',
    '\\pL\\p{Greek}\\x41\\x{10FFFF}',
    '\\Q(not a group\\E',
    '\\bword\\b\\.',
    '^*',
    '(|a)',
    'é+',
  ])('%s', (expression) => {
    expect(regexProblem(expression)).toBeUndefined();
  });
});

describe('what it does not', () => {
  test.each([
    ['(a', 'not closed'],
    ['a)', 'not opened'],
    ['(?=a)', 'look-around'],
    ['(?<!a)b', 'look-around'],
    ['(a)\\1', 'back references'],
    ['*a', 'repeats nothing'],
    ['(+)', 'repeats nothing'],
    ['a**', 'repeats a repetition'],
    ['a{1001}', 'more than 1000'],
    ['a{5,2}', 'at most'],
    ['[a', 'bracket is not closed'],
    ['[z-a]', 'backwards'],
    ['[[:letter:]]', 'no name'],
    ['a\\', 'backslash'],
    ['\\h', 'escape'],
    ['(?x)a', 'group'],
    ['(?P<a>x)(?P<a>y)', 'two groups'],
  ])('%s', (expression, problem) => {
    expect(regexProblem(expression)).toContain(problem);
  });
});

test('long expressions take time in proportion to their length', () => {
  expect(regexProblem(`${'('.repeat(50_000)}${')'.repeat(50_000)}`)).toBeUndefined();
  expect(regexProblem('['.repeat(50_000))).toContain('not closed');
});
