const decimal = /^[-+]?\d+$/;
const octalOrHex = /^0(?:o[0-7]+|x[\da-fA-F]+)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/;

/** The value of a plain scalar by the core schema of YAML 1.2: `yes`, `on` and dates are strings. */
export function plainValue(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first > 0x39) return word(text);
  if (decimal.test(text) || octalOrHex.test(text) || float.test(text)) return Number(text);
  const sign = infinity.exec(text)?.[1];
  if (sign !== undefined) return sign === '-' ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}

function word(text: string): unknown {
  if (text.length > 5) return text;
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case 'null':
    case 'Null':
    case 'NULL':
    case '~':
      return null;
    default:
      return text;
  }
}

const simpleEscapes = new Map(
  Object.entries({
    '0': '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
    '"': '"',
    '/': '/',
    '\\': '\\',
    N: '\x85',
    _: '\xa0',
    L: '\u2028',
    P: '\u2029',
  }),
);
const hexLength = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** One escape of a double-quoted scalar: `at` is the character after the backslash. Undefined when YAML has no such escape. */
export function escapeAt(text: string, at: number): { value: string; length: number } | undefined {
  const letter = text.charAt(at);
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return { value: simple, length: 1 };
  const digits = hexLength.get(letter);
  if (digits === undefined) return undefined;
  const hex = text.slice(at + 1, at + 1 + digits);
  const code = Number.parseInt(hex, 16);
  if (hex.length !== digits || !/^[\da-fA-F]+$/.test(hex) || code > 0x10ffff) return undefined;
  return { value: String.fromCodePoint(code), length: 1 + digits };
}

/** The line break at `newline` inside a flow scalar: what it folds to, and where the text goes on (`indent` columns into its line). */
export function foldedBreak(text: string, newline: number): { value: string; at: number; indent: number } {
  let breaks = 0;
  let lineStart = newline + 1;
  let at = lineStart;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20) continue;
    if (code !== 0x0a) break;
    breaks++;
    lineStart = at + 1;
  }
  return { value: breaks === 0 ? ' ' : '\n'.repeat(breaks), at, indent: at - lineStart };
}
