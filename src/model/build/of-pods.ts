import type { ArtifactMap } from '../../parsers/index.js';
import type { Coverage, Facet, OfPod, PodRef } from '../facets.js';
import { hasProxy } from '../lookup/pods.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
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

/** Like `orAbsent`, of pods with a proxy: how many of them were looked into, of how many there are. */
export function ofProxiesOrAbsent<T extends { pod?: PodRef }>(
  context: BuildContext,
  found: readonly T[],
  what: string,
  kind: ArtifactKind,
): Facet<readonly T[]> {
  const facet = orAbsent(context, found, what, kind);
  return facet.state === 'absent' ? facet : present(found, proxyCoverage(context, found));
}

/** `expected` only where it is more than what was seen. */
export function proxyCoverage(context: BuildContext, found: readonly { pod?: PodRef }[]): Coverage {
  const seen = new Set(found.map(({ pod }) => `${pod?.namespace}/${pod?.name}`)).size;
  const expected = knownProxies(context);
  return { seen, ...(expected > seen && { expected }) };
}

function knownProxies(context: BuildContext): number {
  const capture = context.facet('capture');
  const pods = context.facet('podSpecs');
  const running =
    pods.state === 'absent'
      ? []
      : pods.value.filter((pod) => hasProxy(pod) && pod.phase === 'Running' && !isZtunnel(pod));
  return Math.max(running.length, (capture.state === 'present' && capture.value.proxiesKnown) || 0);
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
