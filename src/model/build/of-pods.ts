import type { ArtifactMap } from '../../parsers/index.js';
import type { Facet, OfPod } from '../facets.js';
import { type ArtifactKind, absentKinds, type BuildContext, present } from './context.js';

/** Artifacts that were read inside, or about, one pod, each with its owner. */
export function ofPods<K extends ArtifactKind>(
  context: BuildContext,
  kind: K,
): { owner: OfPod; value: ArtifactMap[K] }[] {
  return context.artifacts.of(kind).flatMap(({ path, tag: { namespace, pod: name }, value }) => {
    if (namespace === undefined || name === undefined) return [];
    const pod = { namespace, name };
    return [{ owner: { pod, workload: context.workloadOf(pod), source: { path } }, value }];
  });
}

/** Present when anything was found: for what no single entry can show to be complete. */
export function orAbsent<T>(
  { artifacts }: BuildContext,
  found: readonly T[],
  what: string,
  kind: ArtifactKind,
): Facet<readonly T[]> {
  return found.length > 0 ? present(found) : absentKinds(artifacts, what, kind);
}
