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
  /** Objects are parsed whole and checked against the admission rules. */
  isValidated: boolean;
  /** Texts of objects are kept, so that findings can point at a field. */
  isLocated: boolean;
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

interface KindOptions {
  clusterScoped?: boolean;
  /** Of Istio's own kinds, which are small, every field is parsed: admission rules look at all of them. */
  whole?: boolean;
  /** Of Istio's and the Gateway API's kinds, and of kinds that say so. */
  located?: boolean;
  wants?(header: ObjectHeader): Wanted;
}

/** What every object is read for. */
export const headerFields = projectionOf(z.object({ apiVersion: z.string(), kind: z.string(), metadata }));

export function defineKind<const K extends string, S>(
  kind: K,
  groups: readonly [string, ...string[]],
  schema: z.ZodType<S>,
  { clusterScoped = false, whole = false, located = false, wants }: KindOptions = {},
): KindReader<K, S> {
  return {
    kind,
    objectKind: kind.split('.', 1)[0] ?? kind,
    groups,
    clusterScoped,
    schema,
    fields: whole ? 'all' : union(headerFields, projectionOf(schema)),
    isValidated: whole,
    isLocated: located || groups.some((group) => group.endsWith('istio.io') || group.startsWith('gateway.')),
    ...(wants && { wants }),
  };
}
