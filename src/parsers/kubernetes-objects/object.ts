import type { z } from 'zod';
import { Unusable } from '../../core/errors.js';
import type { Evidence } from '../../core/evidence.js';
import { type Metadata, metadata } from './kinds/common.js';
import type { Distilled, ObjectKind } from './kinds/index.js';
import type { KindReader } from './kinds/kind.js';
import type { Violation } from './validation/index.js';

/**
 * One API object, distilled: `spec` is what is kept of its spec, status and data, in one shape for all API versions. The
 * kind carries the group where several groups have the kind (`Gateway.networking.istio.io`).
 */
export type KubernetesObject<K extends ObjectKind = ObjectKind> = {
  [P in K]: { kind: P; group: string; metadata: Metadata; spec: Distilled[P]; source: Evidence };
}[K];

export interface KubernetesObjects {
  objects: KubernetesObject[];
  /** How many objects of kinds that are not read, by kind. */
  others: Map<string, number>;
  /** False when an object was dropped or the end is missing: then a name that is not here may still exist. */
  complete: boolean;
  /** API kinds of the typed lists in it (`PodList`), empty ones too. Arrays and single objects may be a choice of somebody. */
  lists?: Set<string>;
  /** Objects that break rules of Istio's admission webhook, those included that could not be read otherwise. */
  invalid?: InvalidObject[];
  /** How many objects were checked against these rules. */
  validated?: number;
}

export interface InvalidObject {
  /** As in `KubernetesObject`. */
  reader: ObjectKind;
  group: string;
  /** Empty for objects that are in no namespace. */
  namespace: string;
  name: string;
  violations: readonly Violation[];
  source: Evidence;
}

/** Distils a parsed object. Throws `Unusable` when it lacks what its kind must have. */
export function distil(
  reader: KindReader<ObjectKind>,
  value: Record<string, unknown>,
  group: string,
  source: Evidence,
): KubernetesObject {
  return {
    kind: reader.kind,
    group,
    metadata: read(metadata, value.metadata, 'metadata'),
    spec: read(reader.schema, value),
    source,
    // The registry pairs each kind with the schema of its spec.
  } as KubernetesObject;
}

function read<S>(schema: z.ZodType<S>, value: unknown, prefix?: string): S {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [...(prefix === undefined ? [] : [prefix]), ...(issue?.path ?? [])].join('.');
  throw new Unusable(`${field || 'object'}: ${issue?.message ?? 'unexpected shape'}`);
}
