import type { KubernetesObject, ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import type { ConfigObject, Facet } from '../facets.js';
import { derivedOnce } from '../lookup/derive.js';
import { listFailures } from './bug-report-capture.js';
import { type Artifacts, absent, absentEntries, present, type UnusableEntry } from './context.js';
import { hasNoDefinition } from './custom-resources.js';
import { gatherFailures, listsAll, refusalsOf } from './listed.js';

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
  const unlisted = kinds.filter((kind) => !listsAll(artifacts, kind) && !hasNoDefinition(artifacts, kind));
  if (unlisted.length === 0) return present(found);
  const unknown = unlisted.filter((kind) => objectsOf(artifacts, kind).length === 0);
  const isPartial = unlisted.length < kinds.length && unknown.length > 0;
  const namespaces = [...new Set(kinds.flatMap((kind) => [...artifacts.namespacesListed(kind)]))].sort();
  if (found.length > 0 && !isPartial)
    return present(found, { seen: found.length, ...(namespaces.length > 0 && { namespaces }) });
  const refusals = kinds.flatMap((kind) => refusalsOf(artifacts, kind));
  if (refusals.length > 0) return absentEntries(what, refusals);
  if (namespaces.length > 0 && !isPartial)
    return absent(`there are no ${what} in ${shortList(namespaces)}, and other namespaces were not captured`);
  const broken = [
    ...unusableLists(artifacts, isPartial ? unknown : kinds),
    ...gatherFailures(artifacts, kinds),
    ...listFailures(artifacts),
  ];
  if (broken.length === 0 && isPartial)
    return absent(`the bundle has no complete list of ${what}: ${unknown.join(', ')} missing`);
  return absentEntries(what, broken);
}

function unusableLists(artifacts: Artifacts, kinds: readonly ObjectKind[]): readonly UnusableEntry[] {
  return artifacts
    .unusable('kubernetes-objects')
    .filter(({ tag: { lists = [], listsInNamespace = [] } }) => names([...lists, ...listsInNamespace], kinds));
}

function names(listed: readonly string[], kinds: readonly ObjectKind[]): boolean {
  return listed.some((kind) => kind === '*' || kinds.some((own) => own === kind));
}

function shortList(names: readonly string[]): string {
  return names.length > 5
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more namespaces`
    : names.join(', ');
}

/** What every configuration object is shown as. */
export function configObject<S>(object: KubernetesObject & { spec: S }): ConfigObject<S> {
  const { kind, group, metadata, spec, source } = object;
  return {
    kind: kind.split('.', 1)[0] ?? kind,
    group,
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
  const stored = artifacts.of('kubernetes-objects');
  for (const { value } of stored.filter(({ tag }) => !tag.secondary)) addNewest(kinds, value.objects);
  const primary = new Set(kinds.keys());
  for (const { value } of stored.filter(({ tag }) => tag.secondary))
    addNewest(
      kinds,
      value.objects.filter(({ kind }) => !primary.has(kind) && !listsAll(artifacts, kind)),
    );
  return new Map([...kinds].map(([kind, byName]) => [kind, sortedByName(byName)]));
});

function addNewest(kinds: Map<string, Map<string, KubernetesObject>>, objects: readonly KubernetesObject[]): void {
  for (const object of objects) {
    const known = kinds.get(object.kind) ?? new Map<string, KubernetesObject>();
    kinds.set(object.kind, known);
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const earlier = known.get(key);
    if (earlier === undefined || !isOlder(object, earlier)) known.set(key, object);
  }
}

/**
 * Resource versions are opaque, yet etcd's are growing integers; anything else compares equal. An object without one is a
 * manifest or came of `kubectl get --export`, and tells less.
 */
function isOlder(a: KubernetesObject, b: KubernetesObject): boolean {
  const [left, right] = [Number(a.metadata.resourceVersion ?? 0), Number(b.metadata.resourceVersion ?? 0)];
  return left < right;
}

function sortedByName(objects: ReadonlyMap<string, KubernetesObject>): KubernetesObject[] {
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}
