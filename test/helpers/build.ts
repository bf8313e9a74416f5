import type { ArtifactKind, Artifacts, BuildContext, Stored } from '../../src/model/build/context.js';
import type { FacetName, Facets } from '../../src/model/facets.js';
import type { ArtifactMap } from '../../src/parsers/index.js';
import { kubernetesObjects } from '../../src/parsers/kubernetes-objects/index.js';
import type { Tag } from '../../src/parsers/parser.js';
import { parseWindow } from './parse.js';

interface Given {
  /** Artifacts in the order of their paths. */
  artifacts?: { readonly [K in ArtifactKind]?: readonly Stored<ArtifactMap[K]>[] };
  /** Facets that other builders supply; the rest is absent. */
  facets?: Partial<Facets>;
  /** API kinds that some entry lists completely. */
  lists?: readonly string[];
  /** Namespaces that some entry lists completely, by API kind. */
  namespaces?: Readonly<Record<string, readonly string[]>>;
  unusable?: Partial<Record<ArtifactKind, readonly { path: string; reason: string; tag?: Tag }[]>>;
}

/** A context for one builder: these artifacts, these facets of others, and workloads named like the pod up to its last dash. */
export function buildContext({
  artifacts = {},
  facets = {},
  lists = [],
  namespaces = {},
  unusable = {},
}: Given): BuildContext {
  const store: Artifacts = {
    of: (kind) => artifacts[kind] ?? [],
    unusable: (kind) => (unusable[kind] ?? []).map((entry) => ({ tag: { kind }, ...entry })),
    lists: (apiKind) => lists.includes(apiKind),
    namespacesListed: (apiKind) => new Set(namespaces[apiKind]),
    isComplete: true,
  };
  return {
    artifacts: store,
    facet: (name: FacetName) => {
      const value = facets[name];
      return (
        value === undefined
          ? { state: 'absent', because: `no ${name}` }
          : { state: 'present', value, coverage: { seen: 1 } }
      ) as never;
    },
    workloadOf: ({ name }) => name.replace(/-[^-]*$/, ''),
  };
}

/** An artifact at its place in the bundle. */
export function stored<A>(path: string, value: A, tag: Partial<Tag> = {}): Stored<A> {
  return { path, value, tag: { kind: 'test', ...tag } };
}

/** A list of API objects as kubectl prints it, one item a line from line 2 on. */
export function storedObjects(path: string, ...items: readonly object[]): Stored<ArtifactMap['kubernetes-objects']> {
  const text = `{"kind":"List","items":[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]}`;
  return stored(path, parseWindow(kubernetesObjects, text, { at: { path } }).artifact);
}
