import type { ArtifactMap } from '../../parsers/index.js';
import type { Tag } from '../../parsers/parser.js';
import type { Coverage, Facet, FacetName, Facets, PodRef } from '../facets.js';

export type ArtifactKind = keyof ArtifactMap;

export interface Stored<A> {
  path: string;
  tag: Tag;
  value: A;
}

export interface UnusableEntry {
  path: string;
  tag: Tag;
  reason: string;
}

/** What ingest hands to the model: artifacts by kind, sorted by path, and what could not be read. */
export interface Artifacts {
  of<K extends ArtifactKind>(kind: K): readonly Stored<ArtifactMap[K]>[];
  /** Entries of this kind that were captured but hold nothing usable. */
  unusable(kind: ArtifactKind): readonly UnusableEntry[];
  /** True when some entry that could be read lists every object of this API kind, so that "none" is a fact. */
  lists(apiKind: string): boolean;
  /** Namespaces of which some entry that could be read lists every object of this API kind, and no other namespace. */
  namespacesListed(apiKind: string): ReadonlySet<string>;
  /** No entry of the bundle was lost, cut off or damaged. */
  isComplete: boolean;
  /** Name of the bundle's file and of the folder in it where the layout begins: some tools put the time there. */
  name?: string;
}

export interface BuildContext {
  artifacts: Artifacts;
  /** Another facet, built on demand. */
  facet<F extends FacetName>(name: F): Facet<Facets[F]>;
  /** Name of the workload that owns a pod: from the pod object, else guessed from the pod's name. */
  workloadOf(pod: PodRef): string;
}

export type Builder<F extends FacetName> = (context: BuildContext) => Facet<Facets[F]>;

export function present<T>(value: T, coverage?: Coverage): Facet<T> {
  const seen = Array.isArray(value) ? value.length : 1;
  return { state: 'present', value, coverage: coverage ?? { seen } };
}

export function absent(because: string): { state: 'absent'; because: string } {
  return { state: 'absent', because };
}

/** Explains the absence of everything that these kinds of artifact could have supplied. */
export function absentKinds(artifacts: Artifacts, what: string, ...kinds: readonly ArtifactKind[]) {
  return absentEntries(
    what,
    kinds.flatMap((kind) => artifacts.unusable(kind)),
  );
}

/** Explains the absence of something that these entries, had they been usable, would have supplied. */
export function absentEntries(what: string, broken: readonly UnusableEntry[]): { state: 'absent'; because: string } {
  const [first] = broken;
  if (first === undefined) return absent(`the bundle has no ${what}`);
  const others = broken.length > 1 ? ` (and ${broken.length - 1} more)` : '';
  return absent(`${what} captured but unusable: ${first.path}: ${first.reason}${others}`);
}
