import type { ArtifactMap } from '../../parsers/index.js';
import type { Tag } from '../../parsers/parser.js';
import type { Facet, OfPod, PodRef } from '../facets.js';
import { type ArtifactKind, type Artifacts, absent, absentEntries, type BuildContext, present } from './context.js';
import { proxyCoverage } from './expected-proxies.js';
import { onceEach } from './same-file.js';

/**
 * Artifacts that were read inside, or about, one pod, each with its owner. `ownId` finds the pod in an artifact whose path
 * does not name it, as `<pod>.<namespace>`.
 */
export function ofPods<K extends ArtifactKind>(
  context: BuildContext,
  kind: K,
  ownId?: (value: ArtifactMap[K]) => string | undefined,
): { owner: OfPod; value: ArtifactMap[K] }[] {
  return onceEach(context.artifacts.of(kind)).flatMap(({ path, tag, value }) => {
    const pod = podOf(context, tag, ownId?.(value));
    return pod === undefined ? [] : [{ owner: { pod, workload: context.workloadOf(pod), source: { path } }, value }];
  });
}

/** A pod without a namespace is the only one of its name; loose files may be called after the pod alone. */
function podOf(context: BuildContext, { namespace, pod: name }: Tag, id: string | undefined): PodRef | undefined {
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  // A pod's name may hold dots, a namespace never does.
  const [, own, ofNamespace] = /^(.{1,253})\.([^.]{1,63})$/.exec(id ?? '') ?? [];
  if (own !== undefined && ofNamespace !== undefined) return { namespace: ofNamespace, name: own };
  if (name === undefined) return undefined;
  const pods = context.facet('pods');
  const [found, second] = (pods.state === 'present' ? pods.value : []).filter((pod) => pod.name === name);
  return found === undefined || second !== undefined ? undefined : { namespace: found.namespace, name };
}

/** Like `orAbsent`, of pods with a proxy: how many of them were looked into, of how many there are. */
export function ofProxiesOrAbsent<T extends { pod?: PodRef }>(
  context: BuildContext,
  found: readonly T[],
  what: string,
  ...kinds: readonly ArtifactKind[]
): Facet<readonly T[]> {
  if (found.length === 0) return absentOfPods(context.artifacts, what, ...kinds);
  return present(found, proxyCoverage(context, found));
}

/** Present when anything was found: for what no single entry can show to be complete. */
export function orAbsent<T>(
  { artifacts }: BuildContext,
  found: readonly T[],
  what: string,
  kind: ArtifactKind,
): Facet<readonly T[]> {
  return found.length > 0 ? present(found) : absentOfPods(artifacts, what, kind);
}

/** Like `orAbsent`, of nodes: what could not be read of a pod says nothing about them. */
export function ofNodesOrAbsent<T>(
  { artifacts }: BuildContext,
  found: readonly T[],
  what: string,
  kind: ArtifactKind,
): Facet<readonly T[]> {
  if (found.length > 0) return present(found);
  return absentEntries(
    what,
    artifacts.unusable(kind).filter(({ tag }) => tag.node !== undefined),
  );
}

/** Explains the absence of what stands in files of pods: a file may be of a pod that nothing names. */
function absentOfPods(artifacts: Artifacts, what: string, ...kinds: readonly ArtifactKind[]) {
  const nameless = kinds.flatMap((kind) => artifacts.of(kind)).find(({ tag: { pod, node } }) => !pod && !node);
  if (nameless !== undefined) return absent(`${what} captured, yet nothing says of which pod: ${nameless.path}`);
  const broken = kinds.flatMap((kind) => artifacts.unusable(kind));
  return absentEntries(
    what,
    broken.filter(({ tag }) => tag.node === undefined),
  );
}
