import type { Stored } from './context.js';

/** Files about pods, each once: a must-gather of several nodes or images has the same file of a pod in several roots. */
export function onceEach<A>(stored: readonly Stored<A>[]): readonly Stored<A>[] {
  const seen = new Set<string>();
  return stored.filter(({ path, tag }) => {
    if (tag.namespace === undefined || tag.pod === undefined) return true;
    const file = path.slice(path.lastIndexOf('/') + 1);
    const key = JSON.stringify([tag.kind, tag.namespace, tag.pod, tag.container, tag.previous, file]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
