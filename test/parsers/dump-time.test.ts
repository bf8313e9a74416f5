import { expect, test } from 'vitest';
import { dumpTime } from '../../src/parsers/dump-time.js';
import { parseText } from '../helpers/parse.js';

test('the time as date -u prints it, in the C locale and in English', () => {
  const started = (text: string) => parseText(dumpTime, text).artifact.started;
  expect(started('Tue Sep 18 09:12:44 UTC 2018\n')).toBe('2018-09-18T09:12:44.000Z');
  expect(started('Sat Sep  1 09:12:44 UTC 2018')).toBe('2018-09-01T09:12:44.000Z');
  expect(started('Tue 18 Sep 2018 12:12:44 AM UTC')).toBe('2018-09-18T00:12:44.000Z');
  expect(started('Tue 18 Sep 2018 12:12:44 PM UTC')).toBe('2018-09-18T12:12:44.000Z');
});

test('anything else is no such time', () => {
  expect(() => parseText(dumpTime, 'mar. sept. 18 09:12:44 UTC 2018')).toThrow('no time as date -u prints it');
  expect(() => parseText(dumpTime, 'Tue Foo 18 09:12:44 UTC 2018')).toThrow('no time');
});
