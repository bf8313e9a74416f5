/** Nanoseconds of the units that Go's time.ParseDuration knows. */
const units = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const part = /(\d{1,19})?(?:\.(\d{0,18}))?(ns|us|µs|μs|ms|s|m|h)/y;
const longest = 80;

/** Nanoseconds of a duration as Go writes it (`1m30s`, `500ms`, `0`); undefined when it is none. */
export function parseDuration(text: string): bigint | undefined {
  if (text.length > longest) return undefined;
  const isNegative = text.startsWith('-');
  const digits = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (digits === '0') return 0n;
  if (digits === '') return undefined;
  let total = 0n;
  part.lastIndex = 0;
  while (part.lastIndex < digits.length) {
    const match = part.exec(digits);
    if (match === null) return undefined;
    const [, whole = '', fraction = '', unit = ''] = match;
    const size = units.get(unit);
    if (size === undefined || whole + fraction === '') return undefined;
    total +=
      ((BigInt(whole || '0') * 10n ** BigInt(fraction.length) + BigInt(fraction || '0')) * size) /
      10n ** BigInt(fraction.length);
  }
  return isNegative ? -total : total;
}

export const millisecond = 1_000_000n;
export const second = 1_000_000_000n;
