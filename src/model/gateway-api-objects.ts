import type { Condition, ConfigObject, Labels } from './config-object.js';

/** Gateway of gateway.networking.k8s.io. */
export type KubernetesGateway = ConfigObject<{
  /** Absent in output that carries the status alone. */
  className?: string;
  listeners: readonly KubernetesListener[];
  conditions: readonly Condition[];
  /** Of the status. */
  addresses: readonly string[];
  /** Asked for in the spec; `field` is `spec.addresses[0]`. */
  requestedAddresses?: readonly { field: string; type?: string; value?: string }[];
  /** Status of listeners. */
  listenerStatus?: readonly { name: string; attachedRoutes?: number; conditions: readonly Condition[] }[];
}>;

export interface KubernetesListener {
  field: string;
  name: string;
  port: number;
  protocol: string;
  hostname?: string;
  allowedRoutes?: {
    /** Same, All, Selector, None; Same where not set. */
    from: string;
    /** Of namespaces, with from Selector; equality only is in matchLabels. */
    selector?: {
      matchLabels: Labels;
      matchExpressions: readonly { key: string; operator: string; values: readonly string[] }[];
    };
    /** `group/kind`, absent where every kind that fits the protocol may attach. */
    kinds?: readonly string[];
  };
  /** Terminate where not set. */
  tls?: { mode?: string; certificateRefs: readonly ObjectRef[] };
}

/** A reference with the defaults of the Gateway API filled in. */
export interface ObjectRef {
  field: string;
  /** Empty for the core group. */
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** HTTPRoute, GRPCRoute, TCPRoute, TLSRoute. */
export type KubernetesRoute = ConfigObject<{
  hostnames: readonly string[];
  /** `field` is `spec.parentRefs[0]`; group gateway.networking.k8s.io where not set. */
  parents: readonly {
    field?: string;
    group?: string;
    kind: string;
    namespace: string;
    name: string;
    sectionName?: string;
    port?: number;
  }[];
  backends: readonly {
    field: string;
    group?: string;
    kind: string;
    namespace: string;
    name: string;
    port?: number;
    weight?: number;
  }[];
  /** One element a parent that a controller has reported on. */
  parentConditions: readonly { parent: string; controller?: string; conditions: readonly Condition[] }[];
}>;

export type GatewayClass = ConfigObject<{ controllerName?: string; conditions: readonly Condition[] }>;

export type ReferenceGrant = ConfigObject<{
  /** `field` is `spec.from[0]`. */
  from: readonly { field: string; group: string; kind: string; namespace: string }[];
  to: readonly { group: string; kind: string; name?: string }[];
}>;

export type BackendTlsPolicy = ConfigObject<{
  targets: readonly { field: string; group: string; kind: string; name: string; sectionName?: string }[];
  hostname?: string;
}>;
