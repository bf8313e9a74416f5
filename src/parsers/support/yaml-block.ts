import type { KeyCache } from './key-cache.js';
import type { Projection } from './projection.js';
import type { StringPool } from './string-pool.js';
import {
  foldedPlain,
  lineEnd,
  literalBlock,
  outsideSubset,
  plainEnd,
  plainValue,
  quotedScalar,
} from './yaml-scalars.js';

export { outsideSubset };

const tab = 0x09;
const newline = 0x0a;
const space = 0x20;
const doubleQuote = 0x22;
const hash = 0x23;
const singleQuote = 0x27;
const dash = 0x2d;
const colon = 0x3a;
const backslash = 0x5c;
const bracketOpen = 0x5b;
const bracketClose = 0x5d;
const braceOpen = 0x7b;
const pipe = 0x7c;
const braceClose = 0x7d;

/** First characters that make a plain scalar or key impossible, or mean a construct that kubectl does not print. */
const indicators = new Set([...'?,[]{}#&*!|>%@`'].map((character) => character.charCodeAt(0)));

/** Strings that come again in the next text. */
export interface YamlStrings {
  keys: KeyCache;
  values: StringPool;
}

interface BlockOptions {
  maxDepth: number;
  strings: YamlStrings;
  /** Fields of mappings that are not wanted are passed over, line by line. */
  wanted: Projection;
}

/**
 * Reads the YAML that kubectl and Go programs print: block mappings and sequences, plain and quoted scalars on one line or
 * folded, literal blocks, `{}` and `[]`. Throws `outsideSubset` for anything else, well-formed or not.
 */
export function parseBlockYaml(text: string, options: BlockOptions): unknown {
  const reader = new BlockReader(text.endsWith('\n') ? text : `${text}\n`, options);
  return reader.document();
}

/** Stands on the first character of a line's content (`at`), which is in column `indent`; `indent` is -1 at the end. */
class BlockReader {
  private at = 0;
  private indent = -1;

  constructor(
    private readonly text: string,
    private readonly options: BlockOptions,
  ) {}

  document(): unknown {
    this.toLine(0);
    const value = this.indent < 0 ? null : this.node(0, this.options.wanted);
    if (this.indent >= 0) throw outsideSubset;
    return value;
  }

  /** Moves to the first line at or after `from`, the start of a line, that is neither blank nor a comment. */
  private toLine(from: number): void {
    const { text } = this;
    let lineStart = from;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === space) continue;
      if (code === newline) {
        lineStart = at + 1;
        continue;
      }
      if (code === tab) throw outsideSubset;
      if (code === hash) {
        at = text.indexOf('\n', at);
        lineStart = at + 1;
        continue;
      }
      this.at = at;
      this.indent = at - lineStart;
      return;
    }
    this.indent = -1;
  }

  private node(depth: number, wanted: Projection): unknown {
    if (depth > this.options.maxDepth) throw outsideSubset;
    if (this.isDash()) return this.sequence(depth, wanted);
    if (this.isKey(this.at)) return this.mapping(depth, wanted);
    throw outsideSubset;
  }

  /** Moves behind a value without reading it: its lines stand deeper than `indent`, dashes under a key at it. */
  private pass(from: number, indent: number, withDashes: boolean): void {
    const { text } = this;
    let at = text.indexOf('\n', from) + 1;
    while (at < text.length) {
      const content = this.skipSpaces(at);
      const code = text.charCodeAt(content);
      const isDash = code === dash && withDashes && content - at === indent && text.charCodeAt(content + 1) <= space;
      if (content - at <= indent && code !== newline && !isDash) break;
      at = text.indexOf('\n', content) + 1;
    }
    this.toLine(at);
  }

  private isDash(): boolean {
    if (this.text.charCodeAt(this.at) !== dash) return false;
    const next = this.text.charCodeAt(this.at + 1);
    return next === space || next === newline;
  }

  private mapping(depth: number, wanted: Projection): Record<string, unknown> {
    const { indent } = this;
    const fields = typeof wanted === 'object' && 'fields' in wanted ? wanted.fields : undefined;
    const map: Record<string, unknown> = {};
    while (this.indent === indent) {
      if (this.isDash()) throw outsideSubset;
      const end = this.keyEnd(this.at);
      const key = this.key(end);
      const field = fields === undefined ? 'all' : fields.get(key);
      if (field === undefined) {
        this.pass(end, indent, true);
        continue;
      }
      const value = this.mappingValue(end, indent, depth, field);
      // Also true of keys that every object inherits (`constructor`), `__proto__` among them: left to the full parser.
      if (map[key] !== undefined) throw outsideSubset;
      map[key] = value;
    }
    if (this.indent > indent) throw outsideSubset;
    return map;
  }

  private mappingValue(keyEnd: number, indent: number, depth: number, wanted: Projection): unknown {
    const at = this.skipSpaces(keyEnd + 1);
    if (this.text.charCodeAt(at) !== newline) return this.pooled(this.inlineValue(at, indent));
    this.toLine(at + 1);
    const nested = this.indent > indent || (this.indent === indent && this.isDash());
    if (!nested) return null;
    if (wanted !== 'presence') return this.node(depth + 1, wanted);
    this.pass(keyEnd, indent, true);
    return {};
  }

  private sequence(depth: number, wanted: Projection): unknown[] {
    const { indent } = this;
    const item = typeof wanted === 'object' && 'items' in wanted ? wanted.items : wanted;
    const items: unknown[] = [];
    while (this.indent === indent && this.isDash()) items.push(this.sequenceItem(indent, depth, item));
    return items;
  }

  private sequenceItem(indent: number, depth: number, wanted: Projection): unknown {
    if (wanted === 'presence') {
      this.pass(this.at, indent, false);
      return {};
    }
    const at = this.skipSpaces(this.at + 1);
    if (this.text.charCodeAt(at) === newline) {
      this.toLine(at + 1);
      return this.indent > indent ? this.node(depth + 1, wanted) : null;
    }
    const dashAt = this.at;
    this.at = at;
    if (!this.isDash() && !this.isKey(at)) return this.pooled(this.inlineValue(at, indent));
    this.indent = indent + at - dashAt;
    return this.node(depth + 1, wanted);
  }

  private isKey(at: number): boolean {
    return this.keyEnd(at) >= 0;
  }

  /** The colon that ends a key which starts at `at`, on the same line; -1 when there is none. */
  private keyEnd(at: number): number {
    const { text } = this;
    const first = text.charCodeAt(at);
    if (first === doubleQuote || first === singleQuote) {
      const close = text.indexOf(text.charAt(at), at + 1);
      const isKey = close > 0 && text.charCodeAt(close + 1) === colon && text.charCodeAt(close - 1) !== backslash;
      return isKey && !text.slice(at, close).includes('\n') ? close + 1 : -1;
    }
    if (indicators.has(first)) return -1;
    for (let i = at; ; i++) {
      const code = text.charCodeAt(i);
      if (code === colon) {
        const next = text.charCodeAt(i + 1);
        if (next === space || next === newline) return i;
      } else if (code === newline || (code === hash && text.charCodeAt(i - 1) === space)) return -1;
      else if (code === tab) throw outsideSubset;
    }
  }

  private key(end: number): string {
    if (end < 0) throw outsideSubset;
    const { text, at } = this;
    const first = text.charCodeAt(at);
    if (first === doubleQuote || first === singleQuote) {
      const raw = text.slice(at + 1, end - 1);
      if (raw.includes('\\')) throw outsideSubset;
      return raw;
    }
    if (end === at || text.charCodeAt(end - 1) === space) throw outsideSubset;
    return this.options.strings.keys.slice(text, at, end);
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === space) at++;
    return at;
  }

  private pooled(value: unknown): unknown {
    return typeof value === 'string' ? this.options.strings.values.one(value) : value;
  }

  /** A scalar that starts behind a key or dash; continuation lines stand deeper than `indent`. */
  private inlineValue(at: number, indent: number): unknown {
    const { text } = this;
    const first = text.charCodeAt(at);
    if (first === doubleQuote || first === singleQuote) {
      const { value, end } = quotedScalar(text, at, indent);
      return this.endOfLine(end, value);
    }
    if (first === pipe) {
      const { value, end } = literalBlock(text, at + 1, indent);
      this.toLine(end);
      return value;
    }
    if (indicators.has(first)) return this.emptyCollection(at, first);
    return this.plain(at, indent);
  }

  private emptyCollection(at: number, first: number): unknown {
    const next = this.text.charCodeAt(at + 1);
    if (first === braceOpen && next === braceClose) return this.endOfLine(at + 2, {});
    if (first === bracketOpen && next === bracketClose) return this.endOfLine(at + 2, []);
    throw outsideSubset;
  }

  /** Ends a value after which only spaces may follow on its line. */
  private endOfLine<T>(from: number, value: T): T {
    const at = this.skipSpaces(from);
    if (this.text.charCodeAt(at) !== newline) throw outsideSubset;
    this.toLine(at + 1);
    return value;
  }

  private plain(start: number, indent: number): unknown {
    const { text } = this;
    const end = plainEnd(text, start);
    this.toLine(end + 1);
    if (this.indent <= indent) return plainValue(text.slice(start, lineEnd(text, start, end)));
    const folded = foldedPlain(text, start, end, indent);
    this.toLine(folded.end + 1);
    return folded.value;
  }
}
