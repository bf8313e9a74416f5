import { expect, test } from 'vitest';
import { curlMeterLength, withoutCurlMeter } from '../../../src/parsers/support/curl-meter.js';

const heading = [
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
  '                                 Dload  Upload   Total   Spent    Left  Speed',
].join('\n');
const first = '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';
const later = '100 12345  100 12345    0     0  1234k      0  0:00:01  0:00:01 --:--:-- 1234k';

test('updates go, in front of the data and inside it', () => {
  const text = `${heading}\n\n${first}\n${later}\n[{"na\n${later}me": "cart"}]`;
  expect(withoutCurlMeter(text)).toBe(`${heading}\n\n[{"name": "cart"}]`);
});

test('text without the heading of the meter stays as it is', () => {
  expect(withoutCurlMeter(`[\n${first}]`)).toBe(`[\n${first}]`);
});

test('the length of an update at the start of a line', () => {
  expect([curlMeterLength(first), curlMeterLength(`${later}[{`), curlMeterLength('[{')]).toEqual([78, 78, 0]);
});
