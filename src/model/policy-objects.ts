import type { Condition, ConfigObject, Labels, TargetRef } from './config-object.js';

export type MutualTlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

export type PeerAuthentication = ConfigObject<{
  selector: Labels;
  mode: MutualTlsMode;
  portModes: ReadonlyMap<number, MutualTlsMode>;
}>;

export type RequestAuthentication = ConfigObject<{
  selector: Labels;
  targets: readonly TargetRef[];
  rules: readonly {
    /** `spec.jwtRules[0]`. */
    field: string;
    issuer?: string;
    jwksUri?: string;
    /** The keys are written into the object. */
    hasJwks: boolean;
    audiences: readonly string[];
    forwardOriginalToken?: boolean;
  }[];
}>;

/** Policy and MeshPolicy of authentication.istio.io (Istio 1.0 to 1.5). No `peers` means plain text only. */
export type AuthenticationPolicy = ConfigObject<{
  targets: readonly { name: string; ports: readonly (number | string)[] }[];
  mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT';
  /** JWT issuers that it asks for. */
  origins?: readonly { issuer?: string; jwksUri?: string }[];
}>;

export type AuthorizationPolicy = ConfigObject<{
  selector: Labels;
  action: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';
  /** Zero rules: matches nothing, so that ALLOW denies everything. */
  rules: number;
  /** What it is attached to instead of selecting pods (targetRef of Istio 1.22, targetRefs since): gateways, services. */
  targets?: readonly TargetRef[];
  /** The rules themselves. */
  ruleList?: readonly AuthorizationRule[];
  /** Of action CUSTOM. */
  provider?: string;
  conditions?: readonly Condition[];
}>;

/** The lists are empty where not set; `field` is the place of the rule or of its part. */
export interface AuthorizationRule {
  /** `spec.rules[0]`. */
  field: string;
  /** `spec.rules[0].from[0].source`. */
  from: readonly AuthorizationSource[];
  /** `spec.rules[0].to[0].operation`. */
  to: readonly AuthorizationOperation[];
  /** `spec.rules[0].when[0]`. */
  when: readonly { field: string; key: string; values: readonly string[]; notValues: readonly string[] }[];
}

type Lists<K extends string> = { readonly [P in K]: readonly string[] };

export interface AuthorizationSource
  extends Lists<
    | 'principals'
    | 'notPrincipals'
    | 'requestPrincipals'
    | 'notRequestPrincipals'
    | 'namespaces'
    | 'notNamespaces'
    | 'serviceAccounts'
    | 'notServiceAccounts'
    | 'ipBlocks'
    | 'notIpBlocks'
    | 'remoteIpBlocks'
    | 'notRemoteIpBlocks'
  > {
  field: string;
}

export interface AuthorizationOperation
  extends Lists<'hosts' | 'notHosts' | 'ports' | 'notPorts' | 'methods' | 'notMethods' | 'paths' | 'notPaths'> {
  field: string;
}

export type Telemetry = ConfigObject<{
  selector: Labels;
  /** The object has a selector, even an empty one. */
  hasSelector?: true;
  targets: readonly TargetRef[];
  /** `spec.accessLogging[0]`. */
  accessLogging: readonly { field: string; providers: readonly string[]; disabled?: boolean }[];
  tracing: readonly { field: string; providers: readonly string[]; sampling?: number; disabled?: boolean }[];
  metrics: readonly { field: string; providers: readonly string[]; overrides: number }[];
}>;

/** WasmPlugin (Istio 1.12) and TrafficExtension (1.30) of extensions.istio.io; `kind` tells. */
export type ProxyExtension = ConfigObject<{
  selector: Labels;
  hasSelector?: true;
  targets: readonly TargetRef[];
  url?: string;
  phase?: string;
  /** FAIL_CLOSE where not set. */
  failStrategy?: string;
  imagePullSecret?: string;
}>;

/** RbacConfig and ClusterRbacConfig of rbac.istio.io (Istio 1.0 to 1.5). */
export type RbacConfig = ConfigObject<{
  /** OFF, ON, ON_WITH_INCLUSION, ON_WITH_EXCLUSION. */
  mode: string;
  inclusion: { namespaces: readonly string[]; services: readonly string[] };
  exclusion: { namespaces: readonly string[]; services: readonly string[] };
}>;

export type ServiceRole = ConfigObject<{
  rules: readonly {
    /** `spec.rules[0]`. */
    field: string;
    services: readonly string[];
    methods: readonly string[];
    paths: readonly string[];
    constraints: readonly string[];
  }[];
}>;

export type ServiceRoleBinding = ConfigObject<{
  subjects: readonly { field: string; user?: string; group?: string; properties: Labels }[];
  /** Name of the ServiceRole in the same namespace. */
  role?: string;
}>;

/** Any object of config.istio.io (Mixer, and RouteRule and its kin before 1.0): only that it is there. */
export type MixerObject = ConfigObject<Record<never, never>>;
