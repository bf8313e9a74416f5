import { citeField, type Evidence } from '../../core/evidence.js';

/** Points at one field: shows the text that was kept, such as the row of a table, else what was read from it. */
export function citeKept(source: Evidence, field: string, value: string): Evidence {
  return source.excerpt === undefined ? citeField(source, field, value) : { ...source, field };
}
