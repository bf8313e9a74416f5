import type { KubernetesObject, ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import type { ConfigObject, Facet } from '../facets.js';
import { derivedOnce } from '../lookup/derive.js';
import { type Artifacts, absent, absentEntries, present } from './context.js';
import { hasNoDefinition } from './custom-resources.js';

/** Objects of one API kind, each once, by namespace and name. */
export function objectsOf<K extends ObjectKind>(artifacts: Artifacts, kind: K): readonly KubernetesObject<K>[] {
  return (objectsByKind(artifacts).get(kind) ?? []) as unknown as readonly KubernetesObject<K>[];
}

/**
 * Present when objects were seen or when entries list the kinds completely, so that there being none is a fact. Absent where
 * one of several kinds is listed and nothing is known of another: a check would take what it misses for what is not there.
 */
export function listedOrAbsent<T>(
  artifacts: Artifacts,
  found: readonly T[],
  what: string,
  ...kinds: readonly ObjectKind[]
): Facet<readonly T[]> {
  const isListed = (kind: ObjectKind) => artifacts.lists(kind) || hasNoDefinition(artifacts, kind);
  const unlisted = kinds.filter((kind) => !isListed(kind));
  if (unlisted.length === 0) return present(found);
  const unknown = unlisted.filter((kind) => objectsOf(artifacts, kind).length === 0);
  const isPartial = unlisted.length < kinds.length && unknown.length > 0;
  if (found.length > 0 && !isPartial) return present(found);
  const broken = artifacts
    .unusable('kubernetes-objects')
    .filter(({ tag: { lists = [] } }) => lists.some((kind) => kind === '*' || unknown.some((own) => own === kind)));
  if (broken.length === 0 && isPartial)
    return absent(`the bundle has no complete list of ${what}: ${unknown.join(', ')} missing`);
  return absentEntries(what, broken);
}

/** What every configuration object is shown as. */
export function configObject<S>(object: KubernetesObject & { spec: S }): ConfigObject<S> {
  const { kind, group, metadata, spec, source } = object;
  return {
    kind: kind.split('.', 1)[0] ?? kind,
    group,
    // Only MeshPolicy is cluster-scoped.
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    labels: metadata.labels,
    annotations: metadata.annotations,
    ...(metadata.created !== undefined && { created: metadata.created }),
    spec,
    source,
  };
}

/** Two entries may hold one object; the newer version of it counts, and between equals the one read last. */
const objectsByKind = derivedOnce((artifacts: Artifacts) => {
  const kinds = new Map<string, Map<string, KubernetesObject>>();
  for (const { value } of artifacts.of('kubernetes-objects')) {
    for (const object of value.objects) {
      const known = kinds.get(object.kind) ?? new Map<string, KubernetesObject>();
      kinds.set(object.kind, known);
      const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      const earlier = known.get(key);
      if (earlier === undefined || !isOlder(object, earlier)) known.set(key, object);
    }
  }
  return new Map([...kinds].map(([kind, byName]) => [kind, sortedByName(byName)]));
});

/** Resource versions are opaque, yet etcd's are growing integers; anything else compares equal. */
function isOlder(a: KubernetesObject, b: KubernetesObject): boolean {
  const [left, right] = [Number(a.metadata.resourceVersion), Number(b.metadata.resourceVersion)];
  return left < right;
}

function sortedByName(objects: ReadonlyMap<string, KubernetesObject>): KubernetesObject[] {
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}
