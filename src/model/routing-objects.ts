import type { Condition, ConfigObject, Labels } from './config-object.js';

// VirtualService, DestinationRule and Istio's Gateway. `field` is the path of an element in its object, as citeField takes it.

export type VirtualService = ConfigObject<{
  hosts: readonly string[];
  /** `mesh` when the object names none. */
  gateways: readonly string[];
  /** The object itself names gateways. */
  namesGateways?: true;
  exportTo: readonly string[];
  /** http, then tls, then tcp. */
  routes: readonly VirtualServiceRoute[];
}>;

export interface VirtualServiceRoute {
  protocol: 'http' | 'tls' | 'tcp';
  /** Field path of the route in the object, for example `spec.http[1]`. */
  field: string;
  name?: string;
  destinations: readonly VirtualServiceDestination[];
  /** Where copies of the requests go. */
  mirrors?: readonly Omit<VirtualServiceDestination, 'weight'>[];
  /** Absent: every request matches. */
  matches?: readonly RouteMatch[];
  redirect?: { uri?: string; authority?: string; scheme?: string; port?: number };
  /** Status of a direct response. */
  directResponse?: number;
  rewrite?: { uri?: string; authority?: string; regex?: true };
  delegate?: { name: string; namespace?: string };
  /** As written, for example `5s`. */
  timeout?: string;
  retries?: { attempts?: number; perTryTimeout?: string; retryOn?: string };
  fault?: {
    /** Share of requests in percent, from `percentage.value` or the old integer `percent`. */
    delayPercent?: number;
    abortPercent?: number;
    abortStatus?: number;
    /** The deprecated integer `delay.percent` is set. */
    usesDelayPercent?: true;
    /** The deprecated integer `abort.percent` is set. */
    usesAbortPercent?: true;
  };
  /** Deprecated fields that the route has, by their names (`appendHeaders`, `route[0].appendRequestHeaders`, `corsPolicy.allowOrigin` …). */
  deprecated?: readonly string[];
}

export interface VirtualServiceDestination {
  field: string;
  host: string;
  subset?: string;
  port?: number;
  weight?: number;
}

export interface StringMatch {
  kind: 'exact' | 'prefix' | 'regex' | 'any';
  /** Empty for `any`. */
  value: string;
}

/** One element of `match` of an http, tls or tcp route. */
export interface RouteMatch {
  field: string;
  name?: string;
  /** The match as JSON with sorted keys and without its name: equal texts match the same requests. */
  text: string;
  uri?: StringMatch;
  ignoreUriCase?: true;
  scheme?: StringMatch;
  method?: StringMatch;
  authority?: StringMatch;
  /** Header names as written. */
  headers: ReadonlyMap<string, StringMatch>;
  withoutHeaders: ReadonlyMap<string, StringMatch>;
  queryParams: ReadonlyMap<string, StringMatch>;
  port?: number;
  sourceLabels: Labels;
  sourceNamespace?: string;
  gateways: readonly string[];
  /** tls routes. */
  sniHosts: readonly string[];
  /** tls and tcp routes. */
  destinationSubnets: readonly string[];
}

export type TlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

export type DestinationRule = ConfigObject<{
  host: string;
  exportTo: readonly string[];
  tls?: TlsMode;
  /** TLS mode by port number, from portLevelSettings. */
  portTls: ReadonlyMap<number, TlsMode>;
  /** `field` is `spec.subsets[0]`. */
  subsets: readonly { field?: string; name: string; labels: Labels; tls?: TlsMode; policy?: TrafficPolicy }[];
  /** The whole `spec.trafficPolicy`. */
  policy?: TrafficPolicy;
  /** Absent: it applies to every client. */
  workloadSelector?: Labels;
}>;

export interface TrafficPolicy {
  field: string;
  tls?: ClientTls;
  /** `spec.trafficPolicy.portLevelSettings[0]`, each with its port. */
  ports: readonly (Omit<TrafficPolicy, 'ports'> & { port: number })[];
  loadBalancer?: {
    /** ROUND_ROBIN, LEAST_REQUEST … */
    simple?: string;
    /** httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName. */
    consistentHash?: string;
    /** distribute, failover, failoverPriority; `enabled` when none of them is set. */
    locality?: string;
  };
  connectionPool?: { tcp?: true; http?: true; maxConnections?: number; http1MaxPendingRequests?: number };
  outlierDetection?: {
    consecutive5xxErrors?: number;
    consecutiveGatewayErrors?: number;
    /** Deprecated in Istio 1.6. */
    consecutiveErrors?: number;
    maxEjectionPercent?: number;
    minHealthPercent?: number;
    interval?: string;
    baseEjectionTime?: string;
  };
  tunnel?: true;
}

export interface ClientTls {
  field: string;
  mode: TlsMode;
  caCertificates?: string;
  clientCertificate?: string;
  credentialName?: string;
  subjectAltNames: readonly string[];
  sni?: string;
  insecureSkipVerify?: boolean;
}

export type IstioGateway = ConfigObject<{
  selector: Labels;
  servers: readonly GatewayServer[];
}>;

export interface GatewayServer {
  field: string;
  port: number;
  protocol: string;
  portName?: string;
  name?: string;
  bind?: string;
  /** As written: `host` or `namespace/host`. */
  hosts: readonly string[];
  tlsMode?: string;
  credentialName?: string;
  /** The whole block `tls`, when there is one. */
  tls?: {
    mode?: string;
    credentialName?: string;
    credentialNames: readonly string[];
    /** Paths of files in the gateway. */
    serverCertificate?: string;
    privateKey?: string;
    caCertificates?: string;
    caCertCredentialName?: string;
    httpsRedirect?: boolean;
    minProtocolVersion?: string;
  };
}

export type ServiceEntry = ConfigObject<{
  hosts: readonly string[];
  addresses: readonly string[];
  exportTo: readonly string[];
  location: string;
  /** NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS. */
  resolution: string;
  /** Protocol TCP where none is set; `isUnset` then. `field` is `spec.ports[0]`. */
  ports: readonly {
    field?: string;
    number: number;
    name?: string;
    protocol: string;
    isUnset?: true;
    targetPort?: number;
  }[];
  /** Endpoints with an address. */
  endpoints: readonly {
    field?: string;
    address: string;
    ports?: ReadonlyMap<string, number>;
    labels?: Labels;
    network?: string;
  }[];
  workloadSelector?: Labels;
  /** How many endpoints the object names, with an address or without. */
  endpointCount?: number;
  /** Addresses that istiod gave it (status.addresses, Istio 1.25 and later). */
  allocated?: readonly string[];
  conditions?: readonly Condition[];
}>;

export type WorkloadEntry = ConfigObject<{
  address?: string;
  ports: ReadonlyMap<string, number>;
  /** Labels of the workload: those of the spec; Istio falls back on the object's own. */
  labels: Labels;
  network?: string;
  serviceAccount?: string;
  conditions: readonly Condition[];
}>;

export type WorkloadGroup = ConfigObject<{
  /** Labels that its workloads get (spec.metadata.labels). */
  labels: Labels;
  ports: ReadonlyMap<string, number>;
  serviceAccount?: string;
  network?: string;
}>;

export type Sidecar = ConfigObject<{
  workloadSelector: Labels;
  /** Of all egress listeners. */
  egressHosts: readonly string[];
  /** Absent: not set. */
  outboundTrafficPolicy?: string;
  /** `outboundTrafficPolicy` is there without a mode, which means REGISTRY_ONLY. */
  outboundModeUnset?: true;
  /** The deprecated `outboundTrafficPolicy.egressProxy` is there. */
  egressProxy?: true;
  /** `spec.egress[0]`. */
  egress?: readonly { field: string; hosts: readonly string[]; port?: number; bind?: string }[];
  /** `spec.ingress[0]`. */
  ingress?: readonly { field: string; port?: number; protocol?: string; defaultEndpoint?: string }[];
}>;

export type EnvoyFilter = ConfigObject<{
  workloadSelector: Labels;
  /** applyTo of each patch. */
  patches: readonly string[];
  priority?: number;
  /** In the order written. */
  configPatches?: readonly EnvoyFilterPatch[];
  /** It uses the fields of Istio 1.0 to 1.3 (`filters`, `workloadLabels`). */
  oldFields?: true;
  targets?: readonly { kind: string; name: string }[];
}>;

export interface EnvoyFilterPatch {
  /** `spec.configPatches[0]`. */
  field: string;
  applyTo: string;
  /** ANY, SIDECAR_INBOUND, SIDECAR_OUTBOUND, GATEWAY; absent where not set. */
  context?: string;
  /** `match.proxy.proxyVersion`, a regular expression. */
  proxyVersion?: string;
  hasPatch: boolean;
  /** INVALID where not set. */
  operation?: string;
  /** `patch.filterClass`. */
  filterClass?: string;
  /** `patch.value.name`. */
  valueName?: string;
  /** Every `@type` in the value. */
  types: readonly string[];
  /** Name of the filter that the listener match names, and of its sub-filter. */
  matchedFilter?: string;
  matchedSubFilter?: string;
  matchedPort?: number;
}

/** ProxyConfig of networking.istio.io (Istio 1.13 and later); not to be confused with a proxy's dump, `ProxyConfig`. */
export type ProxyConfigObject = ConfigObject<{
  selector: Labels;
  concurrency?: number;
  /** image.imageType: default, debug, distroless. */
  imageType?: string;
  environment: Labels;
}>;
