import { type Masked, maskSpans, type Span } from './masked.js';

/** First and last line of armour (RFC 7468, OpenSSH, PGP, SSH2); blanks may be URL-encoded. */
const marker = /-{4,5} ?(BEGIN|END)(?: |%20|\+)[A-Z0-9 %+]{0,60}PRIVATE(?: |%20|\+)KEY(?:(?: |%20|\+)BLOCK)? ?-{4,5}/g;

/** What the body of a key is made of, with line breaks that may be escaped and the mark of a cut line. */
const body = /[A-Za-z0-9+/=\s\\%…]*/y;
const bodyCharacter = /[A-Za-z0-9+/=\s\\%]/;

/**
 * Masks armoured private keys, on many lines or on one. Of a key that is cut off, the part that is there is masked:
 * after a BEGIN without END, and before an END without BEGIN.
 */
export function maskPrivateKeys(text: string): Masked {
  const spans: Span[] = [];
  let floor = 0;
  let open: { start: number; body: number } | undefined;
  const close = (end: number) => {
    if (open !== undefined) spans.push({ start: open.start, end, kind: 'private key' });
    open = undefined;
    floor = end;
  };
  for (const match of text.matchAll(marker)) {
    const after = match.index + match[0].length;
    if (match[1] === 'BEGIN') {
      if (open !== undefined) close(Math.min(endOfBody(text, open.body), match.index));
      open = { start: match.index, body: after };
      continue;
    }
    open ??= { start: startOfBody(text, match.index, floor), body: after };
    close(after);
  }
  if (open !== undefined) close(endOfBody(text, open.body));
  return maskSpans(text, spans);
}

function endOfBody(text: string, from: number): number {
  body.lastIndex = from;
  return from + (body.exec(text)?.[0].length ?? 0);
}

function startOfBody(text: string, before: number, floor: number): number {
  let start = before;
  while (start > floor && bodyCharacter.test(text[start - 1] ?? '')) start--;
  return start;
}
