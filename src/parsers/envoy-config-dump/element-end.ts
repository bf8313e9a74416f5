const lineFeed = 0x0a;
const space = 0x20;

/** Larger elements are scanned byte by byte, which also guards against hostile depth. */
const largestGuess = 1024 * 1024;

/** Finds the end of elements by the way they are printed, which is several times faster than following their brackets. */
export interface EndGuesser {
  /**
   * Offset behind the element at `start`: behind the first line of a brace alone that is indented as the last one of a
   * complete element. Wrong where JSON is printed irregularly, and then what stands between is not JSON.
   */
  guess(bytes: Buffer, start: number, length: number): number | undefined;
  /** Takes note of a complete element. */
  learn(bytes: Buffer, end: number): void;
}

export function createEndGuesser(): EndGuesser {
  let closing: Buffer | undefined;
  return {
    guess(bytes, start, length) {
      if (closing === undefined) return undefined;
      const at = bytes.subarray(start, Math.min(length, start + largestGuess)).indexOf(closing);
      return at < 0 ? undefined : start + at + closing.length;
    },
    learn(bytes, end) {
      let at = end - 2;
      while (bytes[at] === space) at--;
      closing = bytes[at] === lineFeed ? Buffer.from(bytes.subarray(at, end)) : undefined;
    },
  };
}
