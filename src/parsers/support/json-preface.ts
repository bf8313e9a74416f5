import { Unusable } from '../../core/errors.js';
import type { View } from './json-walker.js';
import { isForeignLine, wholeFileError } from './lines.js';

const longestPreface = 16 * 1024;

/**
 * Offset of the first `{`, behind lines that kubectl or curl printed in front of it; nothing while that cannot be told.
 * Throws `Unusable` when the entry begins with anything else, with the error text that stands there.
 */
export function startOfJson({ bytes, length, last }: View): number | undefined {
  const complete = last || length >= longestPreface;
  const text = bytes.toString('latin1', 0, Math.min(length, longestPreface));
  for (let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline < 0 ? undefined : newline);
    if (line.trimStart().startsWith('{')) return at + line.indexOf('{');
    if (newline < 0 && !complete) return undefined;
    if (line.trim() !== '' && !isForeignLine(line)) break;
    at = newline < 0 ? text.length : newline + 1;
  }
  if (!complete) return undefined;
  throw new Unusable(wholeFileError(text)?.slice(0, 300) ?? 'no JSON object');
}
