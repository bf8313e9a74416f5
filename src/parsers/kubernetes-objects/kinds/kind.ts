import type { z } from 'zod';

/** How one API kind is read. `K` is the kind, with its group behind a dot where several groups have the kind. */
export interface KindReader<K extends string = string, S = unknown> {
  kind: K;
  /** The kind as objects name it. */
  objectKind: string;
  /** Groups of the API, old ones too; '' is the core group. */
  groups: readonly string[];
  clusterScoped: boolean;
  /** From the object as parsed, without nulls, to what is kept of it. */
  schema: z.ZodType<S>;
  /** Blocks of the object that the schema never reads; of probes only the presence counts. */
  skip: ReadonlySet<string>;
  /** For kinds whose objects matter to different degrees: the blocks under `bulk` are read only if `wants` says `whole`. */
  selects?: { wants(header: ObjectHeader): Wanted; bulk: ReadonlySet<string> };
}

/** What an object's metadata says before the rest of it is looked at. */
export interface ObjectHeader {
  name: string;
  isOwned: boolean;
}

/** `nothing`: the object is only counted; `header`: its bulk stays empty. */
export type Wanted = 'nothing' | 'header' | 'whole';

interface KindOptions {
  clusterScoped?: boolean;
  skip?: readonly string[];
  selects?: { wants(header: ObjectHeader): Wanted; bulk: readonly string[] };
}

const neverRead = [
  'affinity',
  'allocatedResources',
  'command',
  'hostIPs',
  'images',
  'imagePullSecrets',
  'lifecycle',
  'livenessProbe',
  'managedFields',
  'readinessProbe',
  'resources',
  'startupProbe',
  'tolerations',
  'topologySpreadConstraints',
  'valueFrom',
  'volumeMounts',
  'volumes',
];

export function defineKind<const K extends string, S>(
  kind: K,
  groups: readonly [string, ...string[]],
  schema: z.ZodType<S>,
  { clusterScoped = false, skip = [], selects }: KindOptions = {},
): KindReader<K, S> {
  const skipped = [...neverRead, ...skip];
  return {
    kind,
    objectKind: kind.split('.', 1)[0] ?? kind,
    groups,
    clusterScoped,
    schema,
    skip: new Set(skipped),
    ...(selects && { selects: { wants: selects.wants, bulk: new Set([...skipped, ...selects.bulk]) } }),
  };
}
