import { maxElementBytes } from '../bundle/limits.js';
import { Damaged } from '../core/errors.js';
import type { WindowSink } from '../parsers/parser.js';

const initialSize = 2 * 1024 * 1024;

/**
 * The buffer through which entries of any size are read: filled from the archive's chunks, emptied by the parser in
 * whole elements. It grows only while a single element is larger than it, and shrinks again with the next entry.
 * One is enough for a bundle, since entries come one after the other.
 */
export interface Window {
  feed(sink: WindowSink<unknown>, chunk: Buffer): void;
  /** Hands over what is left and forgets it. */
  flush(sink: WindowSink<unknown>): void;
  reset(): void;
}

export function createWindow(): Window {
  let buffer = Buffer.allocUnsafe(initialSize);
  let length = 0;

  function drain(sink: WindowSink<unknown>, last: boolean): void {
    const consumed = sink.window(buffer, length, last);
    buffer.copyWithin(0, consumed, length);
    length -= consumed;
  }

  function grow(): void {
    if (buffer.length >= maxElementBytes) throw new Damaged(`a single element is larger than ${maxElementBytes} bytes`);
    const larger = Buffer.allocUnsafe(buffer.length * 2);
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  return {
    feed(sink, chunk) {
      for (let offset = 0; offset < chunk.length; ) {
        const taken = chunk.copy(buffer, length, offset);
        length += taken;
        offset += taken;
        if (length < buffer.length) continue;
        drain(sink, false);
        if (length === buffer.length) grow();
      }
    },
    flush(sink) {
      drain(sink, true);
      length = 0;
    },
    reset() {
      length = 0;
      if (buffer.length > initialSize) buffer = Buffer.allocUnsafe(initialSize);
    },
  };
}
