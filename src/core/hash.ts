import { createHash } from 'node:crypto';

/** The first 16 hexadecimal digits of SHA-256 over the parts, which no part can imitate by containing another. */
export function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
