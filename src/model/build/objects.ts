import type { KubernetesObject, ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import type { ConfigObject, Facet } from '../facets.js';
import { derivedOnce } from '../lookup/derive.js';
import { type Artifacts, absentEntries, present } from './context.js';

/** Objects of one API kind, each once, by namespace and name. */
export function objectsOf<K extends ObjectKind>(artifacts: Artifacts, kind: K): readonly KubernetesObject<K>[] {
  return (objectsByKind(artifacts).get(kind) ?? []) as unknown as readonly KubernetesObject<K>[];
}

/** Present when objects were seen or when some entry lists the kind completely, so that there being none is a fact. */
export function listedOrAbsent<T>(
  artifacts: Artifacts,
  found: readonly T[],
  what: string,
  ...kinds: readonly ObjectKind[]
): Facet<readonly T[]> {
  if (found.length > 0 || kinds.some((kind) => artifacts.lists(kind))) return present(found);
  const broken = artifacts.unusable('kubernetes-objects');
  return absentEntries(
    what,
    broken.filter(({ tag: { lists = [] } }) => lists.some((kind) => kind === '*' || kinds.some((own) => own === kind))),
  );
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
