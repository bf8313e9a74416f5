import { Damaged, Unusable } from '../../core/errors.js';
import { withoutCurlMeter } from './curl-meter.js';
import { parseJsonDocuments } from './json.js';

/**
 * The JSON of a debug page of Pilot or istiod, of whatever shape; `null` is how Go prints a map or list that was never made.
 * Headers that `curl -i` put in front and warnings of kubectl are passed over. Throws `Unusable` when there is none, or
 * when it breaks off.
 */
export function debugPage(page: string): unknown {
  const text = withoutCurlMeter(page);
  const start = text.search(/^(?:[[{]|null$)/m);
  if (start < 0) throw new Unusable('not JSON');
  const json = text.slice(start);
  if (json.startsWith('null')) return null;
  const { documents } = parseJsonDocuments(json);
  if (documents.length === 0) throw new Damaged('JSON is damaged or cut off');
  return documents[0];
}

/** The fields of a JSON object, in a form that customer text may be the key of; nothing for any other value. */
export function entriesOf(value: unknown): [key: string, field: unknown][] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
}
