import { expect, test } from 'vitest';
import { decodeText } from '../../src/ingest/text.js';

test('line ends of kubectl exec -it and of old Macs become LF, and lines keep their numbers', () => {
  expect(decodeText(Buffer.from('one\r\ntwo\rthree\n'))).toBe('one\ntwo\nthree\n');
});

test('byte-order marks go, and UTF-16 as PowerShell writes it is decoded', () => {
  expect(decodeText(Buffer.from('\ufeffname'))).toBe('name');
  expect(decodeText(Buffer.from('\ufeffname', 'utf16le'))).toBe('name');
  expect(decodeText(Buffer.from('\ufeffname', 'utf16le').swap16())).toBe('name');
});

test('colour sequences go; a broken sequence of bytes is replaced, not thrown', () => {
  expect(decodeText(Buffer.from('\u001b[31mError\u001b[0m'))).toBe('Error');
  expect(decodeText(Buffer.from([0x61, 0xff, 0x62]))).toBe('a\ufffdb');
});
