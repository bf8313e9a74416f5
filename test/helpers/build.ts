import type { ArtifactKind, Artifacts, BuildContext, Stored } from '../../src/model/build/context.js';
import type { FacetName, Facets } from '../../src/model/facets.js';
import type { ArtifactMap } from '../../src/parsers/index.js';
import type { Tag } from '../../src/parsers/parser.js';

interface Given {
  /** Artifacts in the order of their paths. */
  artifacts?: { readonly [K in ArtifactKind]?: readonly Stored<ArtifactMap[K]>[] };
  /** Facets that other builders supply; the rest is absent. */
  facets?: Partial<Facets>;
  unusable?: Partial<Record<ArtifactKind, readonly { path: string; reason: string; tag?: Tag }[]>>;
}

/** A context for one builder: these artifacts, these facets of others, and workloads named like the pod up to its last dash. */
export function buildContext({ artifacts = {}, facets = {}, unusable = {} }: Given): BuildContext {
  const store: Artifacts = {
    of: (kind) => artifacts[kind] ?? [],
    unusable: (kind) => (unusable[kind] ?? []).map((entry) => ({ tag: { kind }, ...entry })),
    lists: () => false,
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
