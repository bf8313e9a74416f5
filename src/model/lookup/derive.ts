import type { NonEmpty } from '../../core/non-empty.js';

/** Remembers what was derived from an object, for as long as the object lives. */
export function derivedOnce<K extends object, V>(derive: (source: K) => V): (source: K) => V {
  const memory = new WeakMap<K, { value: V }>();
  return (source) => {
    const known = memory.get(source);
    if (known !== undefined) return known.value;
    const value = derive(source);
    memory.set(source, { value });
    return value;
  };
}

/** Elements by key, both in the order of their first appearance. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, NonEmpty<T>> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
