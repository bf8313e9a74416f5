/** What the first bytes of a file say it is; the suffix is never trusted. `file`: no archive, perhaps text. */
export type Format = 'gzip' | 'tar' | 'zip' | 'empty' | 'file' | { unsupported: string };

const magics: readonly (readonly [bytes: string, name: string])[] = [
  ['fd377a585a00', 'an xz file'],
  ['425a68', 'a bzip2 file'],
  ['28b52ffd', 'a zstd file'],
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
  ['1f9d', 'a compress (.Z) file'],
  ['04224d18', 'an lz4 file'],
  ['53616c7465645f5f', 'an encrypted file (OpenSSL)'],
  ['2d2d2d2d2d424547494e20504750', 'an encrypted file (PGP)'],
  ['255044462d', 'a PDF document'],
  ['7f454c46', 'a program'],
];

export function sniff(head: Buffer): Format {
  if (head.length === 0) return 'empty';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const hex = head.toString('hex', 0, 16);
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return 'zip';
  const magic = magics.find(([bytes]) => hex.startsWith(bytes));
  if (magic !== undefined) return { unsupported: magic[1] };
  if (looksLikeTar(head)) return 'tar';
  const text = head.toString('latin1', 0, 512).trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return { unsupported: 'an HTML page' };
  return 'file';
}

/** POSIX and GNU tar carry `ustar` at 257; older ones only a header checksum at 148. */
function looksLikeTar(head: Buffer): boolean {
  if (head.length < 512) return false;
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  const stated = Number.parseInt(head.toString('latin1', 148, 156).replace(/[\0 ]/g, ''), 8);
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0x20 : (head[i] ?? 0);
  // An archive may begin with its two zero blocks: it is empty, and still a tar.
  return sum === stated || head.subarray(0, 512).every((byte) => byte === 0);
}
