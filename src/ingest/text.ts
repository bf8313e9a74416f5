/**
 * Decodes an entry for a text parser: UTF-8 (broken sequences replaced) or UTF-16 with a mark, as PowerShell redirection
 * writes it; CRLF and lone CR become LF, as `kubectl exec -it` makes them; colour sequences go. Lines keep their numbers.
 */
export function decodeText(bytes: Buffer): string {
  const text = decoderFor(bytes).decode(bytes);
  const unix = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return unix.includes('\u001b') ? unix.replace(/\u001b\[[0-9;]{0,20}m/g, '') : unix;
}

/** A decoder for what the first bytes of an entry say; it drops the byte-order mark itself. */
export function decoderFor(head: Buffer): InstanceType<typeof TextDecoder> {
  return new TextDecoder(utf16(head) ?? 'utf-8');
}

/** The encoding label when an entry begins with a UTF-16 byte-order mark. */
export function utf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}
