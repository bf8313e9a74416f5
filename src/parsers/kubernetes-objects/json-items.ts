import type { ItemEvents, ListHeader, Slicer } from './items.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const bracketOpen = 0x5b;
const backslash = 0x5c;
const bracketClose = 0x5d;
const braceOpen = 0x7b;
const braceClose = 0x7d;
const tab = 0x09;

/**
 * Finds API objects in JSON by counting brackets outside strings: the items of a `List`, the elements of an array, or an
 * object that stands alone; documents may follow one another with lines of text between them (`kubectl cluster-info dump`
 * puts logs there). Works on pretty and on compact JSON alike.
 */
export class JsonItems implements Slicer {
  /** Where to go on, counted from the first byte not consumed; one beyond the end after a backslash. */
  private scan = 0;
  private line: number;
  private inString = false;
  private depth = 0;
  private mode: 'between' | 'otherText' | 'head' | 'items' | 'tail' = 'between';
  /** First byte of the object under way, or of what must be kept to read a list's own fields; -1 for none. */
  private start = -1;
  private startLine = 0;
  private deepest = 0;
  /** Depth at which items stand: 1 in an array, 2 in the `items` of a list. */
  private listDepth = 0;
  private index = 0;
  private header: ListHeader = {};
  private stringStart = 0;
  private lastString = '';
  private key = '';

  constructor(
    private readonly events: ItemEvents,
    firstLine: number,
  ) {
    this.line = firstLine;
  }

  push(bytes: Buffer, length: number, last: boolean): number {
    const reached = this.walk(bytes, length);
    if (last) this.finish();
    const consumed = this.start >= 0 ? this.start : Math.min(reached, length);
    this.scan = reached - consumed;
    this.start -= this.start >= 0 ? consumed : 0;
    this.stringStart -= consumed;
    return consumed;
  }

  private walk(bytes: Buffer, length: number): number {
    let at = this.scan;
    while (at < length) {
      if (this.inString) at = this.string(bytes, at, length);
      else if (this.start >= 0 && this.depth > this.outline()) at = this.inside(bytes, at, length);
      else at = this.step(bytes, at);
    }
    return at;
  }

  /** Depth below which nothing but the end of the object under way matters. */
  private outline(): number {
    return this.mode === 'items' ? this.listDepth : 1;
  }

  /** Runs through an object up to the bracket that brings it back to its outline, or to the start of a string. */
  private inside(bytes: Buffer, from: number, length: number): number {
    const outline = this.outline() + 1;
    let { depth, line, deepest } = this;
    let at = from;
    for (; at < length; at++) {
      const code = bytes[at] as number;
      if (code === space || (code > quote && code < bracketOpen)) continue;
      if (code === quote) {
        this.inString = true;
        at++;
        break;
      }
      if (code === newline) line++;
      else if (code === braceOpen || code === bracketOpen) {
        depth++;
        if (depth > deepest) deepest = depth;
      } else if (code === braceClose || code === bracketClose) {
        if (depth === outline) break;
        depth--;
      }
    }
    this.depth = depth;
    this.line = line;
    this.deepest = deepest;
    if (this.inString || at >= length) return at;
    return this.step(bytes, at);
  }

  /** One byte outside strings, where it may begin or end an object, a list or a document. */
  private step(bytes: Buffer, at: number): number {
    const code = bytes[at];
    if (code === newline) {
      this.line++;
      if (this.mode === 'otherText') this.mode = 'between';
    } else if (code === space || this.mode === 'otherText') return at + 1;
    else if (code === quote) {
      if (this.depth === 0) this.mode = 'otherText';
      else this.inString = true;
      this.stringStart = at + 1;
    } else if (code === braceOpen || code === bracketOpen) this.open(code, at);
    else if (code === braceClose || code === bracketClose) this.close(bytes, at);
    else if (this.depth === 1) this.betweenFields(code);
    else if (this.depth === 0 && code !== tab && code !== carriageReturn) this.mode = 'otherText';
    return at + 1;
  }

  /** Runs to the end of a string. A line break ends it too: JSON has none in strings, so that damage stays on its line. */
  private string(bytes: Buffer, from: number, length: number): number {
    let at = from;
    while (at < length) {
      const code = bytes[at];
      if (code === backslash) at += 2;
      else if (code === quote || code === newline) break;
      else at++;
    }
    if (at >= length) return at;
    this.inString = false;
    if (bytes[at] === newline) return at;
    if (this.depth === 1) this.field(bytes, at);
    return at + 1;
  }

  /** A string at the top level of a document: a key, or the value of one. */
  private field(bytes: Buffer, end: number): void {
    if (this.mode === 'items' || end - this.stringStart > 200) return;
    const text = bytes.toString('latin1', this.stringStart, end);
    if (this.key === 'kind') this.header.kind = text;
    else if (this.key === 'apiVersion') this.header.apiVersion = text;
    else this.lastString = text;
  }

  private betweenFields(code: number | undefined): void {
    if (code === colon) this.key = this.lastString;
    else if (code === comma) this.key = '';
  }

  private open(code: number, at: number): void {
    this.depth++;
    if (this.depth === 1) this.openDocument(code, at);
    else if (this.mode === 'head' && this.depth === 2 && code === bracketOpen && this.key === 'items') this.openList(2);
    else if (this.mode === 'items' && this.start < 0) this.openObject(at);
    if (this.depth > this.deepest) this.deepest = this.depth;
  }

  private openDocument(code: number, at: number): void {
    this.header = {};
    this.key = '';
    this.lastString = '';
    if (code === bracketOpen) return this.openList(1);
    this.mode = 'head';
    this.openObject(at);
  }

  private openList(depth: number): void {
    this.mode = 'items';
    this.listDepth = depth;
    this.index = 0;
    this.start = -1;
  }

  private openObject(at: number): void {
    this.start = at;
    this.startLine = this.line;
    this.deepest = this.depth;
  }

  private close(bytes: Buffer, at: number): void {
    if (this.depth === 0) return;
    this.depth--;
    if (this.mode === 'items') this.closeInList(bytes, at);
    if (this.depth > 0) return;
    if (this.mode === 'head') this.emit(bytes, at + 1);
    else this.events.listEnd(this.header);
    this.start = -1;
    this.mode = 'between';
  }

  private closeInList(bytes: Buffer, at: number): void {
    if (this.depth === this.listDepth && this.start >= 0) {
      this.emit(bytes, at + 1);
      this.start = -1;
      this.index++;
    } else if (this.depth === this.listDepth - 1 && this.listDepth === 2) {
      this.mode = 'tail';
      this.key = '';
      this.start = at;
    }
  }

  private emit(bytes: Buffer, end: number): void {
    const inList = this.mode === 'items';
    this.events.item({
      bytes,
      start: this.start,
      end,
      line: this.startLine,
      depth: this.deepest - this.depth,
      ...(inList && {
        list: { header: this.header, index: this.index },
        pointer: `${this.listDepth === 1 ? '' : '/items'}/${this.index}`,
      }),
    });
  }

  private finish(): void {
    if (this.depth === 0) return;
    this.events.cutOff(this.mode === 'items' && this.start < 0 ? this.line : this.startLine);
    if (this.mode !== 'head') this.events.listEnd(this.header);
    this.depth = 0;
    this.start = -1;
  }
}
