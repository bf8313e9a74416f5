import type { ItemEvents, ListHeader, Slicer } from './items.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const hash = 0x23;
const dash = 0x2d;
const letterA = 0x61;
const letterK = 0x6b;

/**
 * Finds API objects in YAML by the first columns of its lines: the items of a `List` (kubectl does not indent them below
 * `items:`, people do), the elements of a sequence, or whole documents. Nothing at or left of an item's dash can belong to the item, block text included.
 */
export class YamlItems implements Slicer {
  private line: number;
  /** Offset of the first line not looked at, and of the first byte not yet searched for its end. */
  private lineStart = 0;
  private searched = 0;
  private mode: 'document' | 'items' | 'tail' | 'table' = 'document';
  /** First byte of the document or item under way; -1 between items and behind the list. */
  private start = 0;
  private startLine: number;
  private isBlank = true;
  private header: ListHeader = {};
  private peeked: ListHeader = {};
  private index = 0;
  /** The document is nothing but its items. */
  private isSequence = false;
  /** Column of the items' dashes; -1 before the first one. */
  private dashColumn = -1;

  constructor(
    private readonly events: ItemEvents,
    firstLine: number,
  ) {
    this.line = firstLine;
    this.startLine = firstLine;
  }

  push(bytes: Buffer, length: number, last: boolean): number {
    let end = this.searched;
    while (this.lineStart < length) {
      while (end < length && bytes[end] !== newline) end++;
      if (end === length && !last) break;
      this.lineAt(bytes, this.lineStart, end);
      this.line++;
      end++;
      this.lineStart = end;
    }
    if (last) this.endDocument(bytes, length, true);
    const consumed = Math.min(this.start >= 0 ? this.start : this.lineStart, length);
    this.lineStart -= consumed;
    this.searched = Math.max(end - consumed, this.lineStart);
    this.start -= this.start >= 0 ? consumed : 0;
    return consumed;
  }

  private lineAt(bytes: Buffer, start: number, end: number): void {
    if (this.mode === 'items' && this.isInsideItems(bytes, start, end)) return;
    const first = bytes[start];
    if (start === end || first === space || first === hash || first === carriageReturn) return;
    if (isMarker(bytes, start, end)) {
      this.endDocument(bytes, start, false);
      this.startDocument(end + 1);
      return;
    }
    if (this.mode === 'document' && this.isBlank && isDash(bytes, start, end)) {
      this.startList('items');
      this.isSequence = true;
      this.isInsideItems(bytes, start, end);
      return;
    }
    const text = bytes.toString('latin1', start, Math.min(end, start + 200)).trimEnd();
    if (this.mode === 'document' && this.isBlank && tableHeader.test(text)) {
      this.mode = 'table';
      this.start = -1;
      this.events.otherText?.(this.line);
    }
    if (this.mode === 'table') return;
    this.isBlank = false;
    if (this.mode === 'document' && text === 'items:') this.startList('items');
    else if (this.mode === 'document' && (text === 'items: []' || text === 'items: null')) this.startList('tail');
    else readField(text, this.header);
  }

  /** True when the line belongs to the list; a field of the list itself ends it. */
  private isInsideItems(bytes: Buffer, start: number, end: number): boolean {
    let content = start;
    while (content < end && bytes[content] === space) content++;
    if (content === end || bytes[content] === hash || bytes[content] === carriageReturn) return true;
    const column = content - start;
    if (isDash(bytes, content, end) && (this.dashColumn < 0 || column === this.dashColumn)) {
      this.endItem(bytes, start);
      this.dashColumn = column;
      this.start = start;
      this.startLine = this.line;
      this.peeked = {};
      this.peek(bytes, content + 2, end);
      return true;
    }
    if (column === 0) {
      this.endItem(bytes, start);
      this.mode = 'tail';
      return false;
    }
    if (column === this.dashColumn + 2) this.peek(bytes, content, end);
    return true;
  }

  private peek(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start];
    if (first !== letterK && first !== letterA) return;
    readField(bytes.toString('latin1', start, Math.min(end, start + 200)), this.peeked);
  }

  private startDocument(offset: number): void {
    this.mode = 'document';
    this.start = offset;
    this.startLine = this.line + 1;
    this.isBlank = true;
    this.isSequence = false;
    this.header = {};
  }

  private startList(mode: 'items' | 'tail'): void {
    this.mode = mode;
    this.start = -1;
    this.index = 0;
    this.dashColumn = -1;
  }

  private endItem(bytes: Buffer, end: number): void {
    if (this.start < 0) return;
    const { start, startLine: line, header, index } = this;
    this.events.item({ bytes, start, end, line, list: { header, index }, ...this.peeked });
    this.start = -1;
    this.index++;
  }

  private endDocument(bytes: Buffer, end: number, last: boolean): void {
    if (this.mode === 'document') {
      if (!this.isBlank) this.events.item({ bytes, start: this.start, end, line: this.startLine, ...this.header });
      this.start = -1;
      return;
    }
    if (this.mode === 'table') return;
    // kubectl sorts keys, so that `kind: List` stands behind the items; a list without it has lost its end.
    const isCut = last && this.mode === 'items' && !this.isSequence && this.header.kind === undefined;
    if (isCut) this.events.cutOff(this.start < 0 ? this.line : this.startLine);
    else this.endItem(bytes, end);
    this.start = -1;
    this.events.listEnd(this.header);
  }
}

/** Istio's dump_kubernetes.sh (1.7 and 1.8) appends a table of Secrets to a List. */
const tableHeader = /^NAMESPACE {2,}NAME {2,}/;

function isDash(bytes: Buffer, at: number, end: number): boolean {
  return bytes[at] === dash && (at + 1 === end || bytes[at + 1] === space);
}

/** `---` and `...` at the start of a line separate documents, whatever stands around them. */
function isMarker(bytes: Buffer, start: number, end: number): boolean {
  const marker = bytes.toString('latin1', start, Math.min(end, start + 4)).trimEnd();
  return marker === '---' || marker === '...';
}

function readField(text: string, into: ListHeader): void {
  const [, name, value] = /^(kind|apiVersion): +(?:["']?)([\w./-]+)/.exec(text) ?? [];
  if (value === undefined) return;
  if (name === 'kind') into.kind = value;
  else into.apiVersion = value;
}
