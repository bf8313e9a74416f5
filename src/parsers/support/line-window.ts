import { Unusable } from '../../core/errors.js';
import type { WindowSink } from '../parser.js';
import { wholeFileError } from './lines.js';

const longestLine = 4000;
const headBytes = 4096;
const hash = 0x23;

/**
 * A window that hands out the lines of a page that are no comments, each cut to 4000 bytes. Throws `Unusable` where the
 * page begins with the error text of a tool.
 */
export function createLineWindow(onLine: (text: string, line: number) => void): WindowSink<unknown>['window'] {
  let started = false;
  let number = 0;

  function take(bytes: Buffer, start: number, end: number): void {
    number++;
    if (start === end || bytes[start] === hash) return;
    onLine(bytes.toString('latin1', start, Math.min(end, start + longestLine)), number);
  }

  return (bytes, length, last) => {
    if (!started) {
      if (length < headBytes && !last) return 0;
      const error = wholeFileError(bytes.toString('latin1', 0, Math.min(length, headBytes)));
      if (error !== undefined) throw new Unusable(error);
      started = true;
    }
    const view = bytes.subarray(0, length);
    let start = 0;
    for (let end = view.indexOf(10); end >= 0; end = view.indexOf(10, start)) {
      take(view, start, end);
      start = end + 1;
    }
    if (!last) return start;
    take(view, start, length);
    return length;
  };
}
