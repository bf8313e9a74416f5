import { at, type Report } from '../report.js';
import { isRecord } from '../schema.js';

/** The members that a key of each type has: RFC 7518, section 6, and RFC 8037 for OKP. */
const members = new Map<unknown, readonly string[]>([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['oct', ['k']],
]);

/** A set of keys, or a single one, as inline text. The keys themselves are not repeated in messages. */
export function checkJwks(text: string, field: string, report: Report): void {
  const parsed = parse(text);
  if (!isRecord(parsed)) {
    report.error(field, 'is no JSON object');
    return;
  }
  const keys = Array.isArray(parsed.keys) ? parsed.keys : [parsed];
  const bad = keys.findIndex((key) => !isKey(key));
  if (bad >= 0) {
    report.error(field, `key ${bad} is no JSON Web Key`);
    return;
  }
  for (const [index, key] of keys.entries()) {
    if (key.kty === 'oct' || key.d !== undefined)
      report.warn(at(field, index), 'is a private key; only public ones belong here');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKey(key: unknown): key is Readonly<Record<string, unknown>> {
  if (!isRecord(key)) return false;
  return members.get(key.kty)?.every((name) => typeof key[name] === 'string' && key[name] !== '') ?? false;
}
