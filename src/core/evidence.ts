import { placeOfField } from './object-text.js';

/** Where something was read. `path` is the entry's name below the bundle's root; `line` counts from 1. */
export interface Evidence {
  bundle?: string;
  path: string;
  line?: number;
  /** JSON pointer (RFC 6901) into a JSON entry. */
  pointer?: string;
  /** Field path in an API object, or the column of a table. */
  field?: string;
  excerpt?: string;
  /** The excerpt was rebuilt from the parsed value instead of being cut from the entry. */
  reconstructed?: boolean;
}

export const excerptLimits = { lines: 12, columns: 240 } as const;

/** Cuts text to what an excerpt may hold: 12 lines of 240 characters, the last of them `…` when there are more. */
export function clipExcerpt(text: string): string {
  const { lines: most, columns } = excerptLimits;
  const lines = text.split('\n', most + 1);
  const kept = lines.length > most ? [...lines.slice(0, most - 1), '…'] : lines;
  return kept.map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line)).join('\n');
}

/**
 * Points at one field of a parsed object. Where the text of the object was kept, line or pointer are those of the field and
 * the excerpt is cut from it; else, and for a field that is not set, the excerpt is rebuilt from the value and says so.
 */
export function citeField(source: Evidence, field: string, value: unknown): Evidence {
  const { excerpt, ...place } = placeOfField(source, field) ?? {};
  if (excerpt !== undefined) return { ...source, ...place, field, excerpt: clipExcerpt(excerpt) };
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? '(absent)');
  return { ...source, ...place, field, excerpt: clipExcerpt(`${field}: ${shown}`), reconstructed: true };
}
