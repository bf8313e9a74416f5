import { Damaged } from '../../core/errors.js';

/** Deeper JSON is refused before it is parsed: recursive code overflows at a few thousand levels. */
export const maxJsonDepth = 150;

/** Depth of the deepest array or object in a JSON text, by a linear scan that needs no valid JSON. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

/** Parses JSON from a stranger. Throws `Unusable` when it is not JSON or nested deeper than 150 levels. */
export function parseJson(text: string): unknown {
  if (jsonDepth(text) > maxJsonDepth) throw new Damaged(`JSON nested deeper than ${maxJsonDepth} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged(
      text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? 'JSON is damaged or cut off' : 'not JSON',
    );
  }
}

/**
 * Splits JSON documents that follow one another (proxy-status since 1.30, /certs of Istio 1.0) and returns the parsed
 * ones; text before the first `{` or `[` is skipped. A cut-off last document is reported by `complete: false`.
 */
export function parseJsonDocuments(text: string): { documents: unknown[]; complete: boolean } {
  const documents: unknown[] = [];
  let at = text.search(/[[{]/);
  while (at >= 0 && at < text.length) {
    const end = endOfDocument(text, at);
    if (end === undefined) return { documents, complete: false };
    documents.push(parseJson(text.slice(at, end)));
    const next = text.slice(end).search(/[[{]/);
    at = next < 0 ? -1 : end + next;
  }
  return { documents, complete: true };
}

function endOfDocument(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}
