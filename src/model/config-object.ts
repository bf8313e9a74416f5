import type { Evidence } from '../core/evidence.js';

export type Labels = ReadonlyMap<string, string>;

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** RFC 3339. */
  since?: string;
}

/** One configuration object. `spec` holds what the checks read, in one shape for every API version. */
export interface ConfigObject<S> {
  kind: string;
  group: string;
  /** Empty for objects that are in no namespace (MeshPolicy, ClusterRbacConfig, GatewayClass). */
  namespace: string;
  name: string;
  labels: Labels;
  annotations: Labels;
  created?: string;
  spec: S;
  source: Evidence;
}

/** What a policy is attached to instead of selecting pods (targetRef of Istio 1.22, targetRefs since). */
export interface TargetRef {
  field: string;
  /** Empty for the core group (Service). */
  group: string;
  kind: string;
  name: string;
  namespace?: string;
}
