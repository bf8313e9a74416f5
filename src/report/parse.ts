import { BundleError } from '../core/errors.js';
import { recleanStrings } from './clean.js';
import { type Report, reportSchema, reportSchemaId } from './schema.js';

/** How report.html carries the report. */
export const islandOpening = '<script type="application/json" id="report">';

/**
 * Reads a saved report: report.json, or report.html with the report embedded. Throws `BundleError` ('bad-report')
 * when it is neither. The file may come from anyone, so its strings are made printable and masked again.
 */
export function parseReport(text: string): Report {
  const parsed = parse(jsonOf(text));
  const id = typeof parsed === 'object' && parsed !== null && 'schema' in parsed ? parsed.schema : undefined;
  if (typeof id !== 'string') throw bad(`the file is not a report: it has no "schema": "${reportSchemaId}"`);
  if (id !== reportSchemaId) throw bad(`the report is of another version; this one reads ${reportSchemaId}`);
  const result = reportSchema.safeParse(parsed);
  if (result.success) return recleanStrings(result.data);
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw bad(`the report does not fit the schema ${reportSchemaId} at ${where || 'its root'}`);
}

function jsonOf(text: string): string {
  if (!/^\s{0,99}</.test(text.slice(0, 100).replace('\ufeff', ''))) return text.replace(/^\ufeff/, '');
  const start = text.indexOf(islandOpening);
  if (start < 0) throw bad('the page has no report embedded in it; use the report.json that was written beside it');
  const end = text.indexOf('</script>', start);
  return text.slice(start + islandOpening.length, end < 0 ? text.length : end);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw bad('the report is not valid JSON, or it was cut off');
  }
}

function bad(reason: string): BundleError {
  return new BundleError('bad-report', `${reason}.`);
}
