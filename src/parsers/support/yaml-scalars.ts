/** Thrown for everything that the block subset leaves to a full parser. Made once: it is control flow and needs no stack. */
export const outsideSubset = new Error('YAML outside the block subset');

const tab = 0x09;
const newline = 0x0a;
const space = 0x20;
const doubleQuote = 0x22;
const hash = 0x23;
const singleQuote = 0x27;
const dash = 0x2d;
const colon = 0x3a;
const backslash = 0x5c;

const decimal = /^[-+]?\d+$/;
const octalOrHex = /^0(?:o[0-7]+|x[\da-fA-F]+)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/;

/** The value of a plain scalar by the core schema of YAML 1.2: `yes`, `on` and dates are strings. */
export function plainValue(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first > 0x39) return word(text);
  if (decimal.test(text) || octalOrHex.test(text) || float.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : text;
  }
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
function escapeAt(text: string, at: number): { value: string; length: number } | undefined {
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
function foldedBreak(text: string, newline: number): { value: string; at: number; indent: number } {
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

/** Where the text from `start` ends when the white space before `end` is left off. */
export function lineEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === space || text.charCodeAt(at - 1) === tab)) at--;
  return at;
}

/** The end of the line on which a plain scalar starts or goes on. */
export function plainEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  let before = space;
  for (let i = start; ; i++) {
    const code = text.charCodeAt(i);
    const ends = code === newline;
    if (ends || code === space || code === tab) {
      const isKey = before === colon || (first === dash && i === start + 1);
      if (isKey || first === tab) throw outsideSubset;
      if (ends) return i;
    } else if (code === hash && (before === space || before === tab)) throw outsideSubset;
    before = code;
  }
}

/** A plain scalar of several lines, of which the first ends at `firstEnd`. `end` is the end of its last line. */
export function foldedPlain(
  text: string,
  start: number,
  firstEnd: number,
  indent: number,
): { value: string; end: number } {
  let value = text.slice(start, lineEnd(text, start, firstEnd));
  let end = firstEnd;
  for (;;) {
    const more = foldedBreak(text, end);
    if (more.at >= text.length || more.indent <= indent) return { value, end };
    end = plainEnd(text, more.at);
    value += more.value + text.slice(more.at, lineEnd(text, more.at, end));
  }
}

/** A scalar in quotes that starts at `open`; its further lines stand deeper than `indent`. `end` is behind the closing quote. */
export function quotedScalar(text: string, open: number, indent: number): { value: string; end: number } {
  const quote = text.charCodeAt(open);
  let value = '';
  let start = open + 1;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) {
      value += text.slice(start, i);
      if (quote === doubleQuote || text.charCodeAt(i + 1) !== singleQuote) return { value, end: i + 1 };
      value += "'";
      start = i + 2;
    } else if (code === newline) {
      const more = quotedBreak(text, i, indent);
      value += text.slice(start, lineEnd(text, start, i)) + more.value;
      start = more.at;
    } else if (code === backslash && quote === doubleQuote) {
      const escaped = escapedText(text, i + 1, indent);
      value += text.slice(start, i) + escaped.value;
      start = escaped.at;
    } else continue;
    i = start - 1;
  }
  throw outsideSubset;
}

function escapedText(text: string, at: number, indent: number): { value: string; at: number } {
  if (text.charCodeAt(at) === newline) {
    const more = quotedBreak(text, at, indent);
    return { value: more.value === ' ' ? '' : more.value, at: more.at };
  }
  const escaped = escapeAt(text, at);
  if (escaped === undefined) throw outsideSubset;
  return { value: escaped.value, at: at + escaped.length };
}

function quotedBreak(text: string, at: number, indent: number): { value: string; at: number } {
  const more = foldedBreak(text, at);
  if (more.at >= text.length || more.indent <= indent || text.charCodeAt(more.at) === tab) throw outsideSubset;
  return more;
}

/**
 * A literal block, from behind its `|`: a chomping sign, an indentation digit (printed when the text starts with spaces) or
 * both may follow. `end` is the start of the line behind it.
 */
export function literalBlock(text: string, from: number, indent: number): { value: string; end: number } {
  const headerEnd = text.indexOf('\n', from);
  const header = /^(?:([1-9])([-+]?)|([-+])([1-9]?))? *$/.exec(text.slice(from, headerEnd));
  if (header === null) throw outsideSubset;
  const [, digitFirst, signLast, signFirst, digitLast] = header;
  const digit = digitFirst ?? digitLast;
  let column = digit ? indent + Number(digit) : undefined;
  let value = '';
  let blank = 0;
  let at = headerEnd + 1;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    let content = at;
    while (content - at !== column && text.charCodeAt(content) === space) content++;
    if (content === end) blank++;
    else {
      column ??= content - at;
      if (content - at < column || column <= indent) break;
      value += `${'\n'.repeat(blank)}${text.slice(content, end)}\n`;
      blank = 0;
    }
    at = end + 1;
  }
  const sign = signLast || signFirst;
  if (sign === '+') return { value: value + '\n'.repeat(blank), end: at };
  return { value: sign === '-' ? value.slice(0, -1) : value, end: at };
}
