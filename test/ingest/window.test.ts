import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createWindow } from '../../src/ingest/window.js';
import type { WindowSink } from '../../src/parsers/parser.js';

/** Takes whole lines, as a parser would, and keeps them. */
function lineSink(lines: string[]): WindowSink<null> {
  return {
    window(bytes, length, last) {
      let start = 0;
      for (let end = bytes.indexOf(10, start); end >= 0 && end < length; end = bytes.indexOf(10, start)) {
        lines.push(bytes.toString('latin1', start, end));
        start = end + 1;
      }
      if (last && start < length) lines.push(bytes.toString('latin1', start, length));
      return last ? length : start;
    },
    end: () => ({ artifact: null }),
  };
}

function read(content: Buffer, chunkSize: number): string[] {
  const lines: string[] = [];
  const window = createWindow();
  const sink = lineSink(lines);
  for (let at = 0; at < content.length; at += chunkSize) window.feed(sink, content.subarray(at, at + chunkSize));
  window.flush(sink);
  return lines;
}

test('lines come out whole, whatever the chunks and however long a line', () => {
  const long = randomBytes(3_000_000).toString('hex');
  const content = Buffer.from(`first\n${long}\n${'x\n'.repeat(1000)}last`);
  const expected = content.toString().split('\n');
  for (const size of [7919, 65_536, 1_048_576, content.length]) expect(read(content, size)).toEqual(expected);
});

test('a window that was reset knows nothing of the entry before', () => {
  const window = createWindow();
  window.feed(lineSink([]), Buffer.from('half a li'));
  window.reset();
  const lines: string[] = [];
  const sink = lineSink(lines);
  window.feed(sink, Buffer.from('whole line\n'));
  window.flush(sink);
  expect(lines).toEqual(['whole line']);
});
