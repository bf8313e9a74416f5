import type { PathStep } from './field-path.js';

/** Lines of a text, the last of them included; counted from 0. */
export interface Place {
  first: number;
  last: number;
  /** Every step of the path was found; otherwise the place is that of the innermost block that was. */
  whole: boolean;
}

/** A block of lines whose content begins in one column, be it behind the dash of a list. */
interface Block {
  first: number;
  last: number;
  column: number;
}

/**
 * Finds a field in the YAML of one object by indentation, as people and kubectl write it. A flow collection (`{a: b}`) is
 * one place. Nothing when not even the first step is there.
 */
export function placeInYaml(lines: readonly string[], path: readonly PathStep[]): Place | undefined {
  const first = lines.findIndex((line) => isContent(line) && !/^(?:---|\.\.\.)/.test(line));
  if (first < 0) return undefined;
  let block: Block = { first, last: lines.length - 1, column: contentColumn(lines[first] ?? '') };
  let found: Place | undefined;
  for (const [index, step] of path.entries()) {
    const entry = 'key' in step ? keyIn(lines, block, step.key) : itemIn(lines, block, step);
    if (entry === undefined) return found && { ...found, whole: false };
    found = { first: entry.first, last: entry.last, whole: index === path.length - 1 };
    const inner = 'key' in step ? blockBelow(lines, entry) : entry;
    if (inner === undefined) return found;
    block = inner;
  }
  return found;
}

const space = 0x20;
const hash = 0x23;
const carriageReturn = 0x0d;

/** Neither blank nor a comment. */
function isContent(line: string): boolean {
  const first = line.charCodeAt(indentOf(line));
  return first !== hash && first !== carriageReturn && !Number.isNaN(first);
}

function indentOf(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === space) at++;
  return at;
}

/** Where the first key of an item stands: behind its dash. */
function contentColumn(line: string): number {
  return (/^ *(?:- +)?/.exec(line)?.[0] ?? '').length;
}

function keyIn(lines: readonly string[], { first, last, column }: Block, key: string): Block | undefined {
  for (let at = first; at <= last; at++) {
    const line = lines[at] ?? '';
    const isOwn = at === first || indentOf(line) === column;
    if (!isOwn || !isContent(line) || !startsWithKey(line.slice(column), key)) continue;
    return { first: at, last: endOf(lines, at, last, column), column };
  }
  return undefined;
}

function startsWithKey(text: string, key: string): boolean {
  return [`${key}:`, `"${key}":`, `'${key}':`].some((start) => {
    const next = text[start.length];
    return text.startsWith(start) && (next === undefined || next === ' ' || next === '\r');
  });
}

/** The last line of a key's value: deeper lines, and dashes in the column of the key. */
function endOf(lines: readonly string[], key: number, last: number, column: number): number {
  let end = key;
  for (let at = key + 1; at <= last; at++) {
    const line = lines[at] ?? '';
    if (!isContent(line)) continue;
    const indent = indentOf(line);
    if (indent < column || (indent === column && !isDash(line, column))) break;
    end = at;
  }
  return end;
}

function isDash(line: string, column: number): boolean {
  return line[column] === '-' && (line.length === column + 1 || line[column + 1] === ' ' || line[column + 1] === '\r');
}

/** The block that is the value of a key; nothing when the value stands on the key's line. */
function blockBelow(lines: readonly string[], { first, last }: Block): Block | undefined {
  for (let at = first + 1; at <= last; at++) {
    const line = lines[at] ?? '';
    if (isContent(line)) return { first: at, last, column: indentOf(line) };
  }
  return undefined;
}

function itemIn(
  lines: readonly string[],
  { first, last, column }: Block,
  step: Exclude<PathStep, { key: string }>,
): Block | undefined {
  let count = -1;
  for (let at = first; at <= last; at++) {
    const line = lines[at] ?? '';
    if (!isContent(line) || indentOf(line) !== column || !isDash(line, column)) continue;
    count++;
    const item = { first: at, last: itemEnd(lines, at, last, column), column: contentColumn(line) };
    if ('index' in step ? count === step.index : isNamed(lines, item, step.named)) return item;
  }
  return undefined;
}

function itemEnd(lines: readonly string[], dash: number, last: number, column: number): number {
  let end = dash;
  for (let at = dash + 1; at <= last; at++) {
    const line = lines[at] ?? '';
    if (!isContent(line)) continue;
    if (indentOf(line) <= column) break;
    end = at;
  }
  return end;
}

function isNamed(lines: readonly string[], item: Block, name: string): boolean {
  return ['name', 'type'].some((key) => {
    const found = keyIn(lines, item, key);
    return found !== undefined && valueOn(lines[found.first] ?? '') === name;
  });
}

function valueOn(line: string): string {
  return line
    .slice(line.indexOf(': ') + 2)
    .trim()
    .replace(/^["']|["']$/g, '');
}
