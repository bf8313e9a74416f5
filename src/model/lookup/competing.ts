import type { ConfigObject, Labels, PodSpec } from '../facets.js';
import { groupBy } from './derive.js';
import { selectedPods } from './selected.js';

type Named = ConfigObject<unknown>;

export interface Competing<T> {
  object: T;
  /** The other objects of the namespace that claim the same. */
  others: readonly T[];
}

/** Objects of a kind of which a namespace has several, where Istio goes by one: each with the others. */
export function* severalInNamespace<T extends Named>(objects: readonly T[]): Iterable<Competing<T>> {
  for (const group of groupBy(objects, ({ namespace }) => namespace).values()) {
    if (group.length < 2) continue;
    for (const object of group) yield { object, others: group.filter((other) => other !== object) };
  }
}

/** Objects with a selector that share pods with others of their namespace: each with the others and the first such pod. */
export function severalForPods<T extends Named>(
  objects: readonly T[],
  selectorOf: (object: T) => Labels,
  podSpecs: readonly PodSpec[],
): readonly (Competing<T> & { pod: PodSpec })[] {
  const byPod = new Map<PodSpec, T[]>();
  for (const object of objects) {
    for (const pod of selectedPods(podSpecs, selectorOf(object), object.namespace)) {
      const known = byPod.get(pod);
      if (known === undefined) byPod.set(pod, [object]);
      else known.push(object);
    }
  }
  const shared = new Map<T, { others: Set<T>; pod: PodSpec }>();
  for (const [pod, claimants] of byPod) {
    if (claimants.length < 2) continue;
    for (const object of claimants) {
      const { others } = shared.get(object) ?? setIn(shared, object, { others: new Set<T>(), pod });
      for (const other of claimants) if (other !== object) others.add(other);
    }
  }
  return [...shared].map(([object, { others, pod }]) => ({ object, others: [...others], pod }));
}

function setIn<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

/** Names for a sentence: the first three, and how many more. */
export function namesOf(objects: readonly { name: string }[]): string {
  const names = objects.map(({ name }) => name).sort();
  const rest = names.length - 3;
  return rest > 0 ? `${names.slice(0, 3).join(', ')} and ${rest} more` : names.join(', ');
}

/** Which of several is the oldest, as far as they say when they were created. */
export function oldestText(objects: readonly { name: string; created?: string }[]): string | undefined {
  const dated = objects.flatMap(({ name, created }) => (created === undefined ? [] : [{ name, created }]));
  if (dated.length < objects.length) return undefined;
  const [oldest, next] = dated.sort((a, b) => (a.created < b.created ? -1 : 1));
  return oldest === undefined || oldest.created === next?.created ? undefined : `${oldest.name} is the oldest.`;
}
