const secondsIn: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['μs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['y', 365 * 86_400],
]);

/**
 * Seconds of a Go duration (`1h0m0s`, `1.5s`, `150ms`) or of the short form in kubectl's tables (`3d4h`, `2y33d`), where a
 * year has 365 days. Undefined when the text is neither.
 */
export function durationSeconds(text: string): number | undefined {
  const part = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d|y)/y;
  let seconds = 0;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    seconds += Number(match[1]) * (secondsIn.get(match[2] ?? '') ?? 0);
  }
  return text === '' ? undefined : seconds;
}
