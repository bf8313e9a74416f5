import { type Masked, maskSpans, type Span } from './masked.js';

/** Base64 or base64url, on one line or folded over several. */
const run = /[A-Za-z0-9+/_-]{24,}={0,2}(?:(?:\r?\n|\\n|\\r\\n)[ \t]{0,40}[A-Za-z0-9+/_-]{1,256}={0,2})*/g;

/** `-----BEGIN`, a JSON object, and both once more in base64: where encoded text starts inside a longer run, as behind a path. */
const starts = ['LS0tLS1CRUdJTi', 'eyJ', 'TFMwdExTMUNSVWRKVGl', 'ZXlK', 'MII'];

/**
 * Masks base64 that decodes to a private key, or to text in which `kindIn` finds a secret. Binary that is not a key
 * (a digest, a certificate) stays.
 */
export function maskEncoded(text: string, kindIn: (decoded: string) => string | undefined): Masked {
  const spans: Span[] = [];
  for (const match of text.matchAll(run)) {
    const candidates = [0, ...starts.map((start) => match[0].indexOf(start)).filter((at) => at > 0)];
    for (const offset of candidates.sort((a, b) => a - b)) {
      const kind = kindOf(match[0].slice(offset), kindIn);
      if (kind === undefined) continue;
      spans.push({ start: match.index + offset, end: match.index + match[0].length, kind });
      break;
    }
  }
  return maskSpans(text, spans);
}

function kindOf(encoded: string, kindIn: (decoded: string) => string | undefined): string | undefined {
  const head = Buffer.from(encoded.slice(0, 32), 'base64');
  if (isPrivateKeyDer(head)) return 'private key';
  if (!isText(head)) return undefined;
  const decoded = Buffer.from(encoded.replace(/\\[nr]|\s/g, ''), 'base64').toString('utf8');
  return kindIn(decoded);
}

/** Whether the first 18 bytes are ASCII: a digest or a key in binary hardly ever is. */
function isText(bytes: Buffer): boolean {
  return bytes.subarray(0, 18).every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}

/**
 * DER of PKCS #8 (SEQUENCE { 0, SEQUENCE), PKCS #1 (SEQUENCE { 0, INTEGER), SEC 1 (SEQUENCE { 1, OCTET STRING) and
 * PKCS #12 (SEQUENCE { 3, SEQUENCE). A certificate is a SEQUENCE of a SEQUENCE.
 */
function isPrivateKeyDer(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30) return false;
  const length = bytes[1] ?? 0;
  const content = length < 0x80 ? 2 : 2 + (length & 0x7f);
  if (bytes[content] !== 0x02 || bytes[content + 1] !== 0x01) return false;
  const version = bytes[content + 2];
  const next = bytes[content + 3];
  return (
    (version === 0 && (next === 0x30 || next === 0x02)) ||
    (version === 1 && next === 0x04) ||
    (version === 3 && next === 0x30)
  );
}
