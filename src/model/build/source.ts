import type { Evidence } from '../../core/evidence.js';

type Place = Pick<Evidence, 'line' | 'pointer' | 'excerpt'>;

/** Evidence for something that a parser found at this place of an entry. */
export function sourceAt(
  path: string,
  { line, pointer, excerpt }: { [K in keyof Place]?: Place[K] | undefined },
): Evidence {
  return {
    path,
    ...(line !== undefined && { line }),
    ...(pointer !== undefined && { pointer }),
    ...(excerpt !== undefined && { excerpt }),
  };
}
