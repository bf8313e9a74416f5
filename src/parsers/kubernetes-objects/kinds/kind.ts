import { z } from 'zod';
import { type Projection, union } from '../../support/projection.js';
import { metadata } from './common.js';
import { projectionOf } from './projection.js';

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
  /** The fields of an object that are read at all. */
  fields: Projection;
  /** For kinds whose objects matter to different degrees. */
  wants?(header: ObjectHeader): Wanted;
}

/** What an object's metadata says before the rest of it is looked at. */
export interface ObjectHeader {
  name: string;
  isOwned: boolean;
}

/** `nothing`: the object is only counted; `header`: nothing but its metadata is read. */
export type Wanted = 'nothing' | 'header' | 'whole';

/** What every object is read for. */
export const headerFields = projectionOf(z.object({ apiVersion: z.string(), kind: z.string(), metadata }));

export function defineKind<const K extends string, S>(
  kind: K,
  groups: readonly [string, ...string[]],
  schema: z.ZodType<S>,
  { clusterScoped = false, wants }: { clusterScoped?: boolean; wants?(header: ObjectHeader): Wanted } = {},
): KindReader<K, S> {
  return {
    kind,
    objectKind: kind.split('.', 1)[0] ?? kind,
    groups,
    clusterScoped,
    schema,
    fields: union(headerFields, projectionOf(schema)),
    ...(wants && { wants }),
  };
}
