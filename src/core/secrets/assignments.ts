import { type Masked, maskSpans, type Span } from './masked.js';

interface Key {
  kind: string;
  /** The end of the key's name, as a pattern: `DB_PASSWORD` and `spring.datasource.password` end in `password`. */
  name: string;
  /** How far the value reaches: one word, one word behind an optional scheme (`Bearer`), or the rest of the line. */
  reach: 'word' | 'scheme' | 'line';
  /** Values that are secret; without it all are. */
  secret?: (value: string) => boolean;
}

const keys: readonly Key[] = [
  { kind: 'password', name: 'password|passwd|passphrase|pwd', reach: 'word' },
  { kind: 'private key', name: 'private[_-]?key|client-key-data|tls\\.key', reach: 'word' },
  {
    kind: 'API key',
    name: '(?:api|access|account|signing|encryption|shared|secret|secret[_-]?access|hmac|subscription)[_-]?key',
    reach: 'word',
    secret: opaque,
  },
  {
    kind: 'client secret',
    name: '(?:client|app|hmac|shared|oauth|consumer|webhook|signing|jwt|cookie)[_-]?secret',
    reach: 'word',
  },
  {
    kind: 'token',
    name: 'token|token-secret\\.value|x-amz-signature|client[_-]?assertion',
    reach: 'word',
    secret: opaque,
  },
  { kind: 'credentials', name: 'authorization|\\.dockerconfigjson|\\.dockercfg', reach: 'scheme', secret: opaque },
  { kind: 'cookie', name: 'cookie', reach: 'line', secret: (value) => value.includes('=') },
];

const names = keys.map(({ name }) => `(${name})`).join('|');
const quote = String.raw`\\{0,3}["']?`;
/** `key: v`, `key=v`, `"key":"v"`, `key%3Dv`. */
const assign = String.raw`[ \t]{0,4}(?::=|=>|[:=]|%3[AD])[ \t]{0,4}`;
/** `{"name": "KEY", "value": "v"}` and the same in YAML: environment variables and headers. */
const nameAndValue = String.raw`[\s,]{1,60}${quote}value${quote}\s{0,3}[:=]\s{0,3}`;
const assignment = new RegExp(`(?:${names})${quote}(?:${assign}|${nameAndValue})`, 'gi');

/** `--password v`, `["--password", "v"]`, and the same as two items of a YAML list. */
const flag = new RegExp(
  String.raw`(?<=--[\w.-]{0,40})(?:${names})(?:${quote}[ ,]{1,4}|${quote},?\s{1,40}(?:- )?)(?!-)`,
  'gi',
);

const scheme = /(?:Bearer|Basic|Digest|Negotiate|Token|ApiKey|Hawk|AWS4-HMAC-SHA256)(?:[ \t]{1,4}|%20|\+)/iy;

/** Masks the values of keys whose names say that they are secret. */
export function maskAssignments(text: string): Masked {
  const assigned = maskBy({ text, kinds: [] }, assignment);
  return text.includes('--') ? maskBy(assigned, flag) : assigned;
}

function maskBy(masked: Masked, pattern: RegExp): Masked {
  const { text } = masked;
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index < at) continue;
    const key = keys[match.slice(1).findIndex((group) => group !== undefined)];
    if (key === undefined) continue;
    const span = valueSpan(text, match.index + match[0].length, key);
    const value = text.slice(span.start, span.end);
    if (value === '' || harmless(value, span.quoted) || key.secret?.(value) === false) continue;
    spans.push({ start: span.start, end: span.end, kind: key.kind });
    at = span.end;
  }
  const result = maskSpans(text, spans);
  return { text: result.text, kinds: [...masked.kinds, ...result.kinds] };
}

function valueSpan(text: string, from: number, key: Key): { start: number; end: number; quoted: boolean } {
  let start = from;
  while (text[start] === '\\') start++;
  const mark = text[start];
  if (mark === '"' || mark === "'") {
    const opening = text.slice(from, start + 1);
    return { start: start + 1, end: endOfQuoted(text, start + 1, opening), quoted: true };
  }
  if (key.reach === 'scheme') {
    scheme.lastIndex = from;
    start = from + (scheme.exec(text)?.[0].length ?? 0);
  } else start = from;
  return { start, end: endOfUnquoted(text, start, key.reach === 'line' ? /["'\r\n]/g : /[\s"'&<>]/g), quoted: false };
}

/** A quote that was opened behind backslashes, as in JSON inside JSON, is closed behind as many. */
function endOfQuoted(text: string, from: number, opening: string): number {
  if (opening.length > 1) {
    const closing = text.indexOf(opening, from);
    return closing < 0 ? text.length : closing;
  }
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === opening || character === '\n') return at;
    if (character === '\\') at++;
  }
  return text.length;
}

function endOfUnquoted(text: string, from: number, stop: RegExp): number {
  stop.lastIndex = from;
  let end = stop.exec(text)?.index ?? text.length;
  while (end > from && ',;.)]}\\'.includes(text[end - 1] ?? '')) end--;
  return end;
}

/** Masks of others, references to a value elsewhere, booleans, and paths of files that hold the secret. */
function harmless(value: string, quoted: boolean): boolean {
  if (/^(?:\[masked|\[redacted|<redacted|\*{3}|W3JlZGFjdGVkXQ==|\$[({])/i.test(value)) return true;
  if (/^(?:true|false|null|nil|none|[|>]-?)$/i.test(value)) return true;
  return quoted
    ? /^\.{0,2}\/(?:etc|var|run|tmp|home|root|opt)\//.test(value)
    : /^(?:[{[]|\.{0,2}\/(?:etc|var|run|tmp|home|root|opt)\/|[a-z]+:\/\/)/.test(value);
}

/** Not a word of a sentence or the name of a mode: `third-party-jwt` and `expired` are not opaque. */
export function opaque(value: string): boolean {
  return value.length >= 8 && /[0-9A-Z]/.test(value) && !/^[A-Z]?[a-z]+$/.test(value);
}
