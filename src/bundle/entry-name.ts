import { maxPathDepth, maxPathLength } from './limits.js';

/** Cleans an entry's name, or says why it is refused. Nothing is ever written under it: this is about telling entries apart honestly. */
export function cleanEntryName(raw: string): { path: string } | { refused: string } {
  if (raw.includes('\0')) return { refused: 'NUL in the name' };
  if (raw.length > maxPathLength) return { refused: `name longer than ${maxPathLength} characters` };
  // istioctl bug-report made on Windows writes backslashes (all versions); no tool puts one into a name on purpose.
  const slashed = raw.replaceAll('\\', '/');
  if (slashed.startsWith('//')) return { refused: 'network path' };
  const segments = slashed.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return { refused: 'name that climbs out of the archive' };
  if (/^[A-Za-z]:/.test(segments[0] ?? '')) return { refused: 'name with a drive letter' };
  if (segments.length === 0) return { refused: 'empty name' };
  if (segments.length > maxPathDepth) return { refused: `more than ${maxPathDepth} levels of folders` };
  return { path: segments.join('/') };
}

/** Files that archivers and file managers of the customer's machine add. */
export function isArchiverDebris(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('._') || name === '.DS_Store' || path.startsWith('__MACOSX/') || path.includes('/PaxHeader/');
}
