import { kindOfCustomResource } from '../../core/custom-resources.js';
import { derivedOnce } from '../lookup/derive.js';
import type { Artifacts, UnusableEntry } from './context.js';

/** Whether the input is a set of manifests. */
export function isManifests(artifacts: Artifacts): boolean {
  return artifacts.of('kubernetes-objects').some(({ tag }) => tag.declared);
}

/** Whether the bundle has every object of this API kind in the cluster. */
export function listsAll(artifacts: Artifacts, kind: string): boolean {
  if (artifacts.lists(kind) || gatheredKinds(artifacts).has(kind)) return true;
  return kind === 'Namespace' ? hasNamespaceList(artifacts) : coversCluster(artifacts, kind);
}

/** An array of namespaces is what somebody chose; a list is what there is. */
function hasNamespaceList(artifacts: Artifacts): boolean {
  return artifacts.of('kubernetes-objects').some(({ value }) => value.complete && value.lists?.has('Namespace'));
}

/** Whether lists of single namespaces add up to the cluster, whose namespaces are then known. */
function coversCluster(artifacts: Artifacts, kind: string): boolean {
  const listed = artifacts.namespacesListed(kind);
  if (listed.size === 0 || !listsAll(artifacts, 'Namespace') || refusalsOf(artifacts, kind).length > 0) return false;
  const names = namespaceNames(artifacts);
  return names.length > 0 && names.every((name) => listed.has(name));
}

const namespaceNames = derivedOnce((artifacts: Artifacts) =>
  artifacts
    .of('kubernetes-objects')
    .flatMap(({ value }) => value.objects.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : []))),
);

/**
 * What collectors say about lists of this kind that they could not get. The one of custom resources writes nothing where
 * there are none, and its errors beside; those of other resources do not matter.
 */
export function refusalsOf(artifacts: Artifacts, kind: string): readonly UnusableEntry[] {
  return artifacts.of('collector-errors').flatMap(({ path, tag, value: { failures } }) => {
    const failure = tag.explains?.includes(kind)
      ? failures[0]
      : tag.explains?.includes('*') && customKinds.has(kind)
        ? failures.find(({ what }) => concerns(what, kind))
        : undefined;
    return failure === undefined ? [] : [{ path, tag, reason: failure.reason }];
  });
}

const customKinds: ReadonlySet<string> = new Set(kindOfCustomResource.values());

/** A failure is about one resource (`virtualservices.networking.istio.io`, with a namespace behind it at times) or about all. */
function concerns(what = '', kind: string): boolean {
  const [resource = ''] = what.split('/', 1);
  return kindOfCustomResource.get(resource) === kind || !/^[a-z0-9-]+\.[a-z0-9.-]+$/.test(resource);
}

/**
 * Files with one object each cannot show that there is no other. The log of a mesh collector can: it fetched the kind
 * from all namespaces, without a complaint, and came to its end.
 */
const gatheredKinds = derivedOnce((artifacts: Artifacts): ReadonlySet<string> => {
  if (!artifacts.isComplete) return new Set();
  const resources = artifacts.of('gather-log').flatMap(({ value }) => value.listed);
  return new Set(resources.flatMap((name) => kindOfCustomResource.get(name) ?? []));
});

/** What the logs of collectors complain about where they fetched these kinds. */
export function gatherFailures(artifacts: Artifacts, kinds: readonly string[]): readonly UnusableEntry[] {
  return artifacts.of('gather-log').flatMap(({ path, tag, value }) =>
    value.failures.flatMap(({ step = '', reason }) => {
      const resource = step.replace(/^crd\//, '').replace(/\.{3}$/, '');
      const kind = kindOfCustomResource.get(resource);
      return kind !== undefined && kinds.includes(kind) ? [{ path, tag, reason }] : [];
    }),
  );
}

/**
 * API kinds of which the bundle has objects, or lists of namespaces, without having all of the cluster; each with the
 * namespaces that it has completely.
 */
export function partialKinds(artifacts: Artifacts): ReadonlyMap<string, ReadonlySet<string>> {
  const kinds = new Set<string>();
  for (const { tag, value } of artifacts.of('kubernetes-objects')) {
    if (tag.listsInNamespace === undefined) continue;
    for (const kind of tag.listsInNamespace) if (kind !== '*') kinds.add(kind);
    for (const { kind } of value.objects) kinds.add(kind);
  }
  return new Map(
    [...kinds].filter((kind) => !listsAll(artifacts, kind)).map((kind) => [kind, artifacts.namespacesListed(kind)]),
  );
}
