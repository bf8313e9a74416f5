import { Unusable } from '../../core/errors.js';
import { withoutCurlMeter } from './curl-meter.js';
import { parseJson, parseJsonDocuments } from './json.js';
import { isForeignLine } from './lines.js';

/**
 * Elements of a JSON array from a debug page of Pilot or istiod. Pages written piece by piece (up to Istio 1.11) close
 * with an empty object, which is dropped, and stop without a word at an internal error: then the complete elements are
 * kept. Headers that `curl -i` put in front are skipped, and so are warnings of kubectl, of which the first is told.
 * Throws `Unusable` when there is no array.
 */
export function jsonArray(page: string): { items: unknown[]; complete: boolean; warning?: string } {
  const text = withoutCurlMeter(page);
  const start = text.search(/^[[{]|^null$/m);
  if (start < 0) throw new Unusable('not JSON');
  const { value, complete } = parseOrSalvage(text.slice(start));
  const warning = text.slice(0, start).split('\n', 50).find(isForeignLine);
  const about = { complete, ...(warning !== undefined && { warning: warning.slice(0, 200) }) };
  if (value === null) return { items: [], ...about };
  if (!Array.isArray(value)) throw new Unusable('a JSON object where an array is expected');
  if (isEmptyObject(value.at(-1))) value.pop();
  return { items: value, ...about };
}

function parseOrSalvage(json: string): { value: unknown; complete: boolean } {
  try {
    return { value: parseJson(json), complete: true };
  } catch (error) {
    const { documents } = json.startsWith('[') ? parseJsonDocuments(json.slice(1)) : { documents: [] };
    if (documents.length === 0) throw error;
    return { value: documents, complete: false };
  }
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
