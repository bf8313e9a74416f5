import type { ArtifactKind, Artifacts, Stored, UnusableEntry } from '../model/build/context.js';
import type { ArtifactMap } from '../parsers/index.js';
import type { Tag } from '../parsers/parser.js';
import { type EntryOutcome, isPartial } from './entry-sink.js';

export interface ReadEntry {
  path: string;
  tag: Tag;
  outcome: EntryOutcome;
  /** The capture did not write all of it. */
  cutShort?: true;
}

/** Kinds of Kubernetes itself: an entry that lists `*` lists custom resources, not these. */
const builtInKinds = new Set([
  'Pod',
  'Service',
  'Endpoints',
  'EndpointSlice',
  'Node',
  'Namespace',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Event',
  'ConfigMap',
  'Secret',
  'ServiceAccount',
  'NetworkPolicy',
  'Ingress',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'CustomResourceDefinition',
]);

/** Artifacts by kind. Entries are sorted by path, so that the order in the archive leaves no trace in the report. */
export function createArtifactStore(
  entries: readonly ReadEntry[],
  { isComplete, name }: Pick<Artifacts, 'isComplete' | 'name'>,
): Artifacts {
  const read = new Map<string, Stored<unknown>[]>();
  const unusable = new Map<string, UnusableEntry[]>();
  const listed = new Set<string>();
  const listedNamespaces = new Map<string, Set<string>>();
  for (const { path, tag, outcome, cutShort } of [...entries].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  )) {
    if (outcome.state === 'read') {
      append(read, tag.kind, { path, tag, value: outcome.artifact });
      // A list that lost items cannot show that something does not exist.
      if (isPartial(outcome) || cutShort === true) continue;
      for (const kind of tag.lists ?? []) listed.add(kind);
      const { namespace } = tag;
      if (namespace === undefined) continue;
      for (const kind of tag.listsInNamespace ?? [])
        listedNamespaces.set(kind, (listedNamespaces.get(kind) ?? new Set()).add(namespace));
    } else {
      append(unusable, tag.kind, {
        path,
        tag,
        reason: outcome.state === 'empty' ? 'the file is empty' : outcome.reason,
      });
    }
  }
  return {
    of: <K extends ArtifactKind>(kind: K) => (read.get(kind) ?? []) as readonly Stored<ArtifactMap[K]>[],
    unusable: (kind) => unusable.get(kind) ?? [],
    lists: (apiKind) => listed.has(apiKind) || (listed.has('*') && !builtInKinds.has(apiKind)),
    namespacesListed: (apiKind) =>
      listedNamespaces.get(apiKind) ?? (builtInKinds.has(apiKind) ? undefined : listedNamespaces.get('*')) ?? new Set(),
    isComplete,
    ...(name !== undefined && { name }),
  };
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
