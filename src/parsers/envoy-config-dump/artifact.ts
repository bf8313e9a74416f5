import type { AccessLogFormat } from '../../core/access-log/format.js';

/** What is kept of Envoy's /config_dump: names, addresses, TLS, destinations. The model uses these types as they are. */

/** A run of elements that stand one after the other in a dump. */
export interface Section<T> {
  /** JSON pointer of the array, for example `/configs/1/dynamic_active_clusters`. */
  pointer: string;
  dynamic: boolean;
  items: readonly T[];
  /** Places in the array that `items` leaves out (only warming, only refused, unreadable), ascending. */
  gaps?: readonly number[];
}

export interface EnvoyCluster {
  name: string;
  /** EDS, STATIC, STRICT_DNS, LOGICAL_DNS, ORIGINAL_DST, or the name of an extension such as `envoy.clusters.aggregate`. */
  type: string;
  /** The four parts of an Istio name `direction|port|subset|host`; absent on other names. */
  direction?: string;
  port?: number;
  subset?: string;
  host?: string;
  /** Name under which endpoints are asked for; absent when it is the cluster's own. */
  edsName?: string;
  /**
   * How connections to the endpoints are secured: `istio-mutual` with the workload certificate, `auto` the same per endpoint
   * label (`transport_socket_matches` on tlsMode), `tls` with other credentials, `plaintext`.
   */
  transport: 'istio-mutual' | 'auto' | 'tls' | 'plaintext';
  /** Connections may go through a listener inside the same Envoy that tunnels them (HBONE); `transport` says nothing of the wire then. */
  tunnel?: true;
  /** Addresses in the cluster itself (STATIC, STRICT_DNS, LOGICAL_DNS), `host:port`. */
  hosts: readonly string[];
  /** DestinationRule named in Istio's metadata, `namespace/name`. */
  destinationRule?: string;
}

export interface EnvoyListener {
  name: string;
  /** IP address, path of a socket, or `envoy://NAME` for a listener inside Envoy. */
  address: string;
  port?: number;
  /** INBOUND, OUTBOUND, or absent before Istio 1.4. */
  direction?: string;
  bindToPort: boolean;
  chains: readonly EnvoyFilterChain[];
}

export interface EnvoyFilterChain {
  name?: string;
  /** Takes what no other chain matches (`default_filter_chain`, Envoy 1.16 and later). */
  isDefault?: true;
  destinationPort?: number;
  serverNames: readonly string[];
  transportProtocol?: string;
  applicationProtocols: readonly string[];
  /** Absent: plain text. */
  tls?: { requireClientCertificate: boolean; secrets: readonly string[] };
  /** Names of the network filters. */
  filters: readonly string[];
  /** Names of the HTTP filters, in their order; absent where there are none. */
  httpFilters?: readonly string[];
  /** Name of the RDS route configuration. */
  rds?: string;
  /** A route configuration that stands in the listener itself. */
  inlineRoute?: EnvoyRouteConfiguration;
  /** Envoy clusters of TCP proxy filters. */
  tcpClusters: readonly string[];
}

export interface EnvoyRouteConfiguration {
  /** Empty on route configurations of Envoy's own listeners. */
  name: string;
  virtualHosts: readonly EnvoyVirtualHost[];
}

export interface EnvoyVirtualHost {
  name: string;
  domains: readonly string[];
  routes: readonly EnvoyRoute[];
}

export interface EnvoyRoute {
  name?: string;
  /** Envoy clusters this route may send to; empty for redirects, direct responses and clusters named by a header. */
  clusters: readonly string[];
  /** VirtualService or HTTPRoute that Istio's metadata names, `namespace/name`. */
  config?: string;
}

/** ClusterLoadAssignment of one Envoy cluster. */
export interface EnvoyEndpoints {
  cluster: string;
  total: number;
  /** Endpoints whose `health_status` is neither HEALTHY nor UNKNOWN, which Envoy treats as healthy. */
  unhealthy: readonly { address: string; status: string }[];
  /** The first 20 addresses, `ip:port`. */
  addresses: readonly string[];
}

export interface EnvoySecret {
  name: string;
  state: 'active' | 'warming' | 'static';
  /** PEM chain of the workload certificate, leaf first, or the trusted authorities. */
  certificates: readonly Certificate[];
  isAuthority: boolean;
  updated?: string;
  pointer: string;
}

export interface Certificate {
  subject: string;
  issuer: string;
  serial: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
  /** URI, DNS and address names, as text. */
  names: readonly string[];
  isAuthority: boolean;
  /** SHA-256 of the DER form, lower-case hexadecimal. */
  fingerprint?: string;
  /** Fingerprints of the certificates in the same dump whose key verifies the signature on this one, its own when self-signed. */
  signedBy?: readonly string[];
}

/** An update that the proxy refused (`error_state`, Envoy 1.14 and later). */
export interface RejectedUpdate {
  resource: 'listener' | 'cluster' | 'route' | 'endpoint';
  name: string;
  reason: string;
  at?: string;
  pointer: string;
}

/** A resource that waits for something and is not in use yet. */
export interface WarmingResource {
  resource: 'listener' | 'cluster' | 'secret';
  name: string;
  pointer: string;
  since?: string;
}

/** What the proxy says about itself in its bootstrap. */
export interface EnvoyNode {
  /** `type~address~pod.namespace~domain`. */
  id?: string;
  istioVersion?: string;
  serviceAccount?: string;
  discoveryAddress?: string;
  interceptionMode?: string;
  /** Istio's id of the Kubernetes cluster, `Kubernetes` unless somebody set one. */
  kubernetesCluster?: string;
  network?: string;
  workload?: string;
}

/** An array of a dump as it stands there; elements that several proxies have are one object. */
export interface KeptArray {
  /** JSON pointer of the array. */
  pointer: string;
  elements: readonly KeptElement[];
}

export interface KeptElement {
  /** Place in the array. */
  index: number;
  /** JSON without stamps. */
  kept: { text?: string };
  /** `last_updated` of the resource in use, RFC 3339. */
  updated?: string;
}

export interface EnvoyConfigDump {
  /** The dump ends early, or elements of it could not be read: what is not here may still be in the proxy. */
  partial?: true;
  node: EnvoyNode;
  clusters: Section<EnvoyCluster>[];
  listeners: Section<EnvoyListener>[];
  routes: Section<EnvoyRouteConfiguration>[];
  /** Absent: the dump was taken without endpoints. */
  endpoints?: Section<EnvoyEndpoints>[];
  /** The whole configuration; absent unless it was asked for. */
  arrays?: KeptArray[];
  secrets: EnvoySecret[];
  rejected: RejectedUpdate[];
  warming: WarmingResource[];
  /** Newest `last_updated` of the dynamic resources of each sort, RFC 3339. */
  updated: { clusters?: string; listeners?: string; routes?: string; endpoints?: string };
  /** The distinct formats of the access logs that go to the log of the container; absent where they have Envoy's default. */
  accessLogFormats?: readonly AccessLogFormat[];
}
