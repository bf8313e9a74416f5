import { type PathStep, parseFieldPath } from './field-path.js';
import { placeInYaml } from './yaml-place.js';

/** The text of one API object, for as long as its source is referred to. */
interface ObjectText {
  text: string;
  format: 'yaml' | 'json';
}

interface Source {
  line?: number;
  pointer?: string;
}

/** Where a field stands in the entry. */
export interface FieldPlace {
  line?: number;
  pointer?: string;
  /** The lines of the field, without the indentation that they share. Absent when the field itself is not there. */
  excerpt?: string;
}

/** Larger objects are pointed at as a whole. */
export const maxObjectText = 64 * 1024;
const maxExcerptLines = 6;

const texts = new WeakMap<Source, ObjectText>();

/** Keeps the text of an object so that findings can point at its fields; for small objects only. */
export function keepObjectText(source: Source, text: string, format: ObjectText['format']): void {
  if (text.length <= maxObjectText) texts.set(source, { text, format });
}

/** The place of a field, or of the innermost block around it that is there; nothing when the text was not kept. */
export function placeOfField(source: Source, field: string): FieldPlace | undefined {
  const kept = texts.get(source);
  const path = kept === undefined ? undefined : parseFieldPath(field);
  if (kept === undefined || path === undefined) return undefined;
  return kept.format === 'yaml' ? inYaml(kept.text, source, path) : inJson(kept.text, source, path);
}

function inYaml(text: string, source: Source, path: readonly PathStep[]): FieldPlace | undefined {
  const lines = linesOf(text);
  const place = placeInYaml(lines, path);
  if (place === undefined || source.line === undefined) return undefined;
  const line = source.line + place.first;
  if (!place.whole) return { line };
  const shown = lines.slice(place.first, Math.min(place.last + 1, place.first + maxExcerptLines));
  return { line, excerpt: withoutIndent(place.last - place.first >= maxExcerptLines ? [...shown, '…'] : shown) };
}

let lastSplit: { text: string; lines: readonly string[] } | undefined;

/** Findings about one object cite several of its fields, one after the other. */
function linesOf(text: string): readonly string[] {
  if (lastSplit?.text !== text) lastSplit = { text, lines: text.split('\n') };
  return lastSplit.lines;
}

function withoutIndent(lines: readonly string[]): string {
  const [first = ''] = lines;
  const indent = first.length - first.trimStart().length;
  return lines
    .map((line) =>
      line.trim() === '' ? '' : line.slice(Math.min(indent, line.length - line.trimStart().length)).trimEnd(),
    )
    .join('\n');
}

/** Extends the object's pointer by as much of the path as the object has. */
function inJson(text: string, source: Source, path: readonly PathStep[]): FieldPlace | undefined {
  let value: unknown = JSON.parse(text);
  let pointer = source.pointer ?? '';
  for (const step of path) {
    const key = keyOf(value, step);
    if (key === undefined) break;
    value = (value as Record<string, unknown>)[key];
    pointer += `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer === source.pointer || pointer === '' ? undefined : { pointer };
}

function keyOf(value: unknown, step: PathStep): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('named' in step) {
    const index = Array.isArray(value)
      ? value.findIndex((item) => item?.name === step.named || item?.type === step.named)
      : -1;
    return index < 0 ? undefined : String(index);
  }
  const key = 'index' in step ? String(step.index) : step.key;
  return Object.hasOwn(value, key) ? key : undefined;
}
