/**
 * Tells whether RE2 (Go's regexp) compiles an expression, by scanning it once: nothing is matched with it. Names of Unicode
 * classes are not looked up, and the size that nested repetitions multiply to is not computed.
 */
export function regexProblem(expression: string): string | undefined {
  return new Scanner(expression).scan();
}

const maxRepeat = 1000;
const posixClass = /\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/y;
const repeat = /\{(\d{1,9})(?:(,)(\d{0,9}))?\}/y;
/** Escapes of letters and digits that mean something, also inside brackets. */
const escapeOf =
  /\\(?:[pP](?:[A-Z]|\{\^?\w+\})|x(?:[0-9a-fA-F]{2}|\{[0-9a-fA-F]{1,8}\})|[1-7][0-7]{1,2}|0[0-7]{0,2}|[afnrtvdDsSwW]|[^A-Za-z0-9\u0080-\uffff])/y;
const outsideEscape = /\\[AbBz]/y;
const groupStart = /\((?:\?(?:P?<(\w+)>|[imsU]*(?:-[imsU]+)?(:|\))))?/y;

class Scanner {
  private index = 0;
  private depth = 0;
  private readonly names = new Set<string>();
  /** Something stands before that can be repeated, or it is repeated already. */
  private before: 'nothing' | 'atom' | 'repetition' = 'nothing';

  constructor(private readonly text: string) {}

  scan(): string | undefined {
    while (this.index < this.text.length) {
      const problem = this.step();
      if (problem !== undefined) return problem;
    }
    return this.depth > 0 ? 'a parenthesis is not closed' : undefined;
  }

  private step(): string | undefined {
    switch (this.text[this.index]) {
      case '\\':
        return this.escaped();
      case '[':
        return this.brackets();
      case '(':
        return this.open();
      case ')':
        this.depth--;
        if (this.depth < 0) return 'a parenthesis is closed that was not opened';
        return this.atom(1);
      case '|':
        this.index++;
        this.before = 'nothing';
        return;
      case '*':
      case '+':
      case '?':
        return this.repetition(1);
      case '{': {
        const match = this.match(repeat);
        return match === undefined ? this.atom(1) : (countProblem(match) ?? this.repetition(match[0].length));
      }
      default:
        return this.atom(1);
    }
  }

  private atom(length: number): undefined {
    this.index += length;
    this.before = 'atom';
  }

  private repetition(length: number): string | undefined {
    const sign = this.text.slice(this.index, this.index + length);
    if (this.before === 'nothing') return `${sign} repeats nothing`;
    if (this.before === 'repetition') return `${sign} repeats a repetition`;
    this.index += length;
    // A question mark behind makes it lazy.
    if (this.text[this.index] === '?') this.index++;
    this.before = 'repetition';
  }

  private escaped(): string | undefined {
    if (this.text.startsWith('\\Q', this.index)) {
      const end = this.text.indexOf('\\E', this.index + 2);
      return this.atom((end < 0 ? this.text.length : end + 2) - this.index);
    }
    const match = this.match(escapeOf) ?? this.match(outsideEscape);
    return match === undefined ? this.badEscape() : this.atom(match[0].length);
  }

  private badEscape(): string {
    const shown = this.text.slice(this.index, this.index + 2);
    if (shown.length < 2) return 'a backslash stands at the end';
    return /\d/.test(shown) ? `RE2 has no back references (${shown})` : `RE2 does not know the escape ${shown}`;
  }

  private brackets(): string | undefined {
    this.index++;
    if (this.text[this.index] === '^') this.index++;
    let low: number | undefined;
    for (let first = true; this.index < this.text.length; first = false) {
      if (this.text[this.index] === ']' && !first) return this.atom(1);
      if (this.text.startsWith('[:', this.index)) {
        const match = this.match(posixClass);
        if (match !== undefined) {
          this.index += match[0].length;
          continue;
        }
        if (this.text.includes(':]', this.index)) return 'a character class in brackets has no name that RE2 knows';
      }
      low = this.member();
      if (low === undefined) return this.badEscape();
      const isRange =
        this.text[this.index] === '-' && this.text[this.index + 1] !== ']' && this.index + 1 < this.text.length;
      if (!isRange) continue;
      this.index++;
      const high = this.member();
      if (high === undefined) return this.badEscape();
      if (high < low) return 'a range in brackets is backwards';
    }
    return 'a bracket is not closed';
  }

  /** Reads one character in brackets and returns its code; escapes count as the lowest, or the highest of a range. */
  private member(): number | undefined {
    if (this.text[this.index] !== '\\') {
      const code = this.text.codePointAt(this.index) ?? 0;
      this.index += code > 0xffff ? 2 : 1;
      return code;
    }
    const match = this.match(escapeOf);
    if (match === undefined) return undefined;
    this.index += match[0].length;
    return codeOf(match[0]);
  }

  private open(): string | undefined {
    const match = this.match(groupStart);
    if (match === undefined || (match[0] === '(' && this.text[this.index + 1] === '?')) {
      const shown = this.text.slice(this.index, this.index + 3);
      return /^\(\?(?:[=!]|<[=!])/.test(this.text.slice(this.index, this.index + 4))
        ? `RE2 has no look-around (${shown})`
        : `RE2 does not know the group ${shown}`;
    }
    const [whole, name, end] = match;
    this.index += whole.length;
    if (name !== undefined && this.names.has(name)) return `two groups have the name ${name}`;
    if (name !== undefined) this.names.add(name);
    // Flags alone, as in (?i), open no group.
    if (end === ')') return;
    this.depth++;
    this.before = 'nothing';
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.index;
    return pattern.exec(this.text) ?? undefined;
  }
}

function countProblem([sign, low = '', comma, high = '']: RegExpExecArray): string | undefined {
  const least = Number(low);
  const most = comma === undefined ? least : high === '' ? least : Number(high);
  if (least > maxRepeat || most > maxRepeat) return `${sign} repeats more than ${maxRepeat} times`;
  return most < least ? `${sign} repeats at least more often than at most` : undefined;
}

const controls = new Map([
  ['\\a', 7],
  ['\\f', 12],
  ['\\n', 10],
  ['\\r', 13],
  ['\\t', 9],
  ['\\v', 11],
]);

function codeOf(escaped: string): number {
  const control = controls.get(escaped);
  if (control !== undefined) return control;
  if (escaped.startsWith('\\x')) return Number.parseInt(escaped.replace(/[^0-9a-fA-F]/g, ''), 16);
  if (/^\\[0-7]/.test(escaped)) return Number.parseInt(escaped.slice(1), 8);
  return escaped.length === 2 && !/[A-Za-z]/.test(escaped) ? escaped.charCodeAt(1) : Number.NaN;
}
