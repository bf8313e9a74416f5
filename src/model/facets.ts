/**
 * The mesh model: one shape for Istio 1.0 and today, whichever tool made the bundle.
 *
 * A facet is present (possibly empty: "looked, and there are none") or absent ("could not look"). Inside a facet nothing
 * stands for "unknown" but an absent field. Customer text used as a key lives in Maps only.
 */
import type { AccessLogFormat } from '../core/access-log/format.js';
import type { Evidence } from '../core/evidence.js';
import type { Histogram, Metric } from '../parsers/component-metrics.js';
import type {
  EnvoyCluster,
  EnvoyEndpoints,
  EnvoyListener,
  EnvoyRouteConfiguration,
  EnvoySecret,
  KeptArray,
  RejectedUpdate,
  Section,
  WarmingResource,
} from '../parsers/envoy-config-dump/artifact.js';
import type { StatisticGroup } from '../parsers/envoy-stats/groups.js';
import type { Violation } from '../parsers/kubernetes-objects/validation/index.js';
import type { Reading } from '../parsers/support/metric-line.js';
import type { RouteEntry as Route } from '../parsers/support/route-tables.js';
import type { ZtunnelConfig } from '../parsers/ztunnel/artifact.js';
import type { Condition, Labels } from './config-object.js';
import type {
  BackendTlsPolicy,
  GatewayClass,
  KubernetesGateway,
  KubernetesRoute,
  ReferenceGrant,
} from './gateway-api-objects.js';
import type {
  AuthenticationPolicy,
  AuthorizationPolicy,
  MixerObject,
  PeerAuthentication,
  ProxyExtension,
  RbacConfig,
  RequestAuthentication,
  ServiceRole,
  ServiceRoleBinding,
  Telemetry,
} from './policy-objects.js';
import type {
  DestinationRule,
  EnvoyFilter,
  IstioGateway,
  ProxyConfigObject,
  ServiceEntry,
  Sidecar,
  VirtualService,
  WorkloadEntry,
  WorkloadGroup,
} from './routing-objects.js';

export type {
  Certificate,
  EnvoyCluster,
  EnvoyEndpoints,
  EnvoyFilterChain,
  EnvoyListener,
  EnvoyRoute,
  EnvoyRouteConfiguration,
  EnvoySecret,
  EnvoyVirtualHost,
  RejectedUpdate,
  Section,
  WarmingResource,
} from '../parsers/envoy-config-dump/artifact.js';

export interface Coverage {
  seen: number;
  expected?: number;
  /** The only namespaces that were listed; absent when all were, or when the source does not tell. */
  namespaces?: readonly string[];
}

export type Facet<T> = { state: 'present'; value: T; coverage: Coverage } | { state: 'absent'; because: string };

export interface PodRef {
  namespace: string;
  /** Pod name. */
  name: string;
}

/** Everything that was read inside, or about, one pod carries the pod and the workload that owns it. */
export interface OfPod {
  pod: PodRef;
  /** Name of the owning workload (Deployment, StatefulSet …); the pod's own name when it has no owner. */
  workload: string;
  source: Evidence;
}

// ---------------------------------------------------------------------------------------------------- Kubernetes

/** What `kubectl get pods -o wide` can tell; also read from pod objects. */
export interface Pod {
  namespace: string;
  name: string;
  workload: string;
  /** The STATUS column of kubectl: the phase, or the reason that hides it (`CrashLoopBackOff`, `Init:Error`, `Evicted`, `Terminating` …). */
  status: string;
  ready?: { ready: number; total: number };
  restarts?: number;
  /** Absent: the pod has no address, or it is masked. */
  ip?: string;
  /** The pod has an address that the bundle does not show. */
  addressMasked?: true;
  node?: string;
  source: Evidence;
}

/** A pod of which the whole object was read. */
export interface PodSpec extends Pod {
  /**
   * The object does not tell its status: `status`, `phase`, `conditions`, addresses and the states of containers say nothing,
   * and the pod is not among `pods`.
   */
  statusUnknown?: true;
  uid?: string;
  owner?: { kind: string; name: string };
  labels: Labels;
  /** Only annotations of the mesh and of Kubernetes itself, and `prometheus.io/scrape` and `/port`. */
  annotations: Labels;
  phase: string;
  reason?: string;
  message?: string;
  /** All addresses of a dual-stack pod. */
  ips: readonly string[];
  hostNetwork: boolean;
  dnsPolicy: string;
  dnsConfig?: { nameservers: readonly string[]; searches: readonly string[]; ndots?: number };
  serviceAccount?: string;
  conditions: readonly Condition[];
  /** RFC 3339. */
  created?: string;
  startTime?: string;
  deleted?: string;
  /** Of the pod's security context, which containers inherit. */
  runAsUser?: number;
  containers: readonly Container[];
}

export interface Container {
  name: string;
  image: string;
  /** `sidecar` is an init container with restartPolicy Always (native sidecar, Kubernetes 1.28). */
  kind: 'app' | 'init' | 'sidecar';
  ports: readonly { name?: string; port: number; protocol: string }[];
  args: readonly string[];
  /** Values of known Istio variables only. */
  env: Labels;
  runAsUser?: number;
  /** Added capabilities, without the prefix CAP_. */
  capabilities: readonly string[];
  hasReadinessProbe: boolean;
  /** Probes that the kubelet sends over the network; absent where there is none. */
  probes?: readonly HealthProbe[];
  /** What the container may use at most: CPUs, and bytes of memory. */
  limits?: { cpu?: number; memory?: number };
  ready?: boolean;
  /** The startup probe has passed, or there is none (Kubernetes 1.16). */
  started?: boolean;
  restarts?: number;
  state?: ContainerState;
  lastTermination?: ContainerState;
}

export interface HealthProbe {
  /** `livenessProbe`. */
  name: string;
  kind: 'http' | 'grpc' | 'tcp';
  /** A number, or the name of a port of the container. */
  port: number | string;
  /** Of http. */
  path?: string;
}

export interface ContainerState {
  state: 'running' | 'waiting' | 'terminated';
  reason?: string;
  message?: string;
  exitCode?: number;
  /** The signal that ended it, where the runtime says so. */
  signal?: number;
  /** RFC 3339. */
  started?: string;
  finished?: string;
}

/** What `kubectl get services -o wide` can tell; also read from service objects. */
export interface Service {
  namespace: string;
  name: string;
  /** ClusterIP, NodePort, LoadBalancer or ExternalName. */
  type: string;
  /** `None` for a headless service; empty for ExternalName, and when they are masked. */
  clusterIPs: readonly string[];
  /** The service has cluster IPs that the bundle does not show. */
  addressMasked?: true;
  /** Addresses or host names of the load balancer; absent when the source cannot tell. */
  external?: readonly string[];
  /** Absent: the service has no selector. */
  selector?: Labels;
  ports: readonly ServicePort[];
  source: Evidence;
}

export interface ServicePort {
  port: number;
  protocol: string;
  nodePort?: number;
  /** From here on known only from service objects. */
  name?: string;
  /** A number, or the name of a container port. */
  targetPort?: number | string;
  appProtocol?: string;
}

/** A service of which the whole object was read. */
export interface ServiceSpec extends Service {
  labels: Labels;
  annotations: Labels;
  externalName?: string;
  publishNotReadyAddresses: boolean;
  externalTrafficPolicy?: string;
  created?: string;
  conditions?: readonly Condition[];
}

/** A Secret without its values. */
export interface Secret {
  namespace: string;
  name: string;
  /** `Opaque` where not set. */
  type: string;
  labels: Labels;
  annotations: Labels;
  /** Names of the keys. */
  keys: readonly string[];
  /** Keys of which the value is empty; absent where values are masked. */
  emptyKeys: readonly string[];
  /** Of `tls.crt` and `cert`: what the certificate in it is. Absent when there is no such key, or its value is masked. */
  certificate?: SecretCertificate;
  source: Evidence;
}

/** The first PEM block of a certificate in a Secret. */
export type SecretCertificate =
  | {
      state: 'read';
      /** RFC 3339. */
      notBefore: string;
      notAfter: string;
      /** DNS and address names. */
      names: readonly string[];
      /** How many certificates the value has. */
      count: number;
    }
  | { state: 'unreadable' };

export interface ServiceAccount {
  namespace: string;
  name: string;
  source: Evidence;
}

export interface Ingress {
  namespace: string;
  name: string;
  /** spec.ingressClassName, else the annotation kubernetes.io/ingress.class. */
  className?: string;
  /** The annotation alone, which istiod prefers. */
  annotatedClass?: string;
  /** Names of the services of its namespace that it routes to. */
  services: readonly string[];
  source: Evidence;
}

export interface CustomResourceDefinition {
  /** `<plural>.<group>`. */
  name: string;
  annotations: Labels;
  /** Served versions; absent where the source does not say. */
  versions?: readonly string[];
  source: Evidence;
}

/** The injector's settings of one revision: ConfigMap `istio-sidecar-injector` or `istio-sidecar-injector-<revision>`. */
export interface Injector {
  /** `default` for the map without a suffix. */
  revision: string;
  namespace: string;
  enableNamespacesByDefault?: boolean;
  /** `hub/image:tag`, or the image alone where it has a slash. */
  proxyImage?: string;
  source: Evidence;
}

/** One network as the mesh networks of the configuration declare it. */
export interface DeclaredNetwork {
  name: string;
  endpoints: readonly { field: string; fromRegistry?: string; fromCidr?: string }[];
  gateways: readonly { field: string; registryServiceName?: string; address?: string; port?: number }[];
}

/** Where the mesh networks stand; istioctl knows them as MeshNetworks istio-system/meshnetworks. */
export interface MeshNetworks {
  networks: readonly DeclaredNetwork[];
  source: Evidence;
}

/** An object that breaks rules of Istio's admission webhook, whether or not it could be read otherwise. */
export interface InvalidObject {
  kind: string;
  group: string;
  /** Empty for objects that are in no namespace. */
  namespace: string;
  name: string;
  violations: readonly Violation[];
  source: Evidence;
}

export type { Violation };

/** The addresses behind one service, from endpoint slices, else Endpoints, else the kubectl table. */
export interface ServiceEndpoints {
  namespace: string;
  service: string;
  addresses: readonly { ip: string; ready: boolean; pod?: string; node?: string }[];
  ports: readonly { name?: string; port: number; protocol: string }[];
  /** The source names only some of the addresses (kubectl prints three). */
  truncated?: true;
  source: Evidence;
}

export interface Node {
  name: string;
  ready: boolean;
  schedulable: boolean;
  kubeletVersion?: string;
  internalIP?: string;
  source: Evidence;
}

/** A node of which the whole object was read. */
export interface NodeSpec extends Node {
  labels: Labels;
  taints: readonly string[];
  podCIDRs: readonly string[];
  conditions: readonly Condition[];
}

export interface Namespace {
  name: string;
  labels: Labels;
  annotations: Labels;
  phase: string;
  source: Evidence;
}

/** Deployment, StatefulSet, DaemonSet, ReplicaSet without an owner, Job. */
export interface Workload {
  kind: string;
  namespace: string;
  name: string;
  /** Labels and annotations of the pod template. */
  podLabels: Labels;
  podAnnotations: Labels;
  /** Of the object itself. */
  labels?: Labels;
  annotations?: Labels;
  /** Containers and init containers of the template. */
  containers?: readonly TemplateContainer[];
  hostNetwork?: true;
  serviceAccount?: string;
  /** Of the template's pod, which its containers inherit. */
  runAsUser?: number;
  replicas?: number;
  readyReplicas?: number;
  conditions: readonly Condition[];
  source: Evidence;
}

/** A container that a pod template declares. */
export interface TemplateContainer {
  /** `spec.template.spec.containers[0]`. */
  field: string;
  name: string;
  image?: string;
  kind: 'app' | 'init';
  ports: readonly { name?: string; port: number; protocol: string }[];
  /** Values of known Istio variables only. */
  env: Labels;
  runAsUser?: number;
}

export interface KubernetesEvent {
  namespace: string;
  type: string;
  reason: string;
  /** Kind and name of the object the event is about. */
  object: { kind: string; name: string };
  message: string;
  count: number;
  /** RFC 3339; absent when the source gives ages only. */
  first?: string;
  last?: string;
  source: Evidence;
}

/** A webhook configuration, one element a webhook. */
export interface Webhook {
  configuration: string;
  type: 'mutating' | 'validating';
  name: string;
  /** Labels of the configuration (`istio.io/rev`, `istio.io/tag`). */
  labels?: Labels;
  /** Place in the configuration, `webhooks[0]`. */
  field?: string;
  /** Instead of a service. */
  url?: string;
  service?: { namespace: string; name: string; path?: string; port: number };
  failurePolicy: string;
  hasCaBundle: boolean;
  namespaceSelector: LabelSelector;
  objectSelector: LabelSelector;
  source: Evidence;
}

export interface LabelSelector {
  matchLabels: Labels;
  matchExpressions: readonly { key: string; operator: string; values: readonly string[] }[];
}

// ------------------------------------------------------------------------------------------- Istio and Gateway API

export type * from './config-object.js';
export type * from './gateway-api-objects.js';
export type * from './policy-objects.js';
export type * from './routing-objects.js';

export interface NetworkPolicy {
  namespace: string;
  name: string;
  podSelector: LabelSelector;
  ingress: boolean;
  egress: boolean;
  ingressRules?: readonly NetworkRule[];
  egressRules?: readonly NetworkRule[];
  source: Evidence;
}

/** What one rule of a NetworkPolicy lets through: every port where it names none, every peer likewise. */
export interface NetworkRule {
  /** `spec.ingress[0]`. */
  field: string;
  /** `port` absent: all ports of the protocol. */
  ports: readonly { protocol: string; port?: number | string; endPort?: number }[];
  /** `except` is of the range `cidr`. */
  peers: readonly {
    cidr?: string;
    except: readonly string[];
    podSelector?: LabelSelector;
    namespaceSelector?: LabelSelector;
  }[];
}

/** The settings of istiod that checks read, with Istio's defaults filled in. */
export interface MeshConfig {
  rootNamespace: string;
  trustDomain: string;
  trustDomainAliases: readonly string[];
  enableAutoMtls: boolean;
  outboundTrafficPolicy: string;
  accessLogFile?: string;
  /** Formats of access logs, of the mesh and of its providers; absent where Istio's own are in use. */
  accessLogFormats?: readonly AccessLogFormat[];
  discoveryAddress?: string;
  /** Only namespaces that one of these selects exist for istiod; absent: all. */
  discoverySelectors?: readonly LabelSelector[];
  /** Names of the providers by default, per signal. */
  defaultProviders?: {
    tracing: readonly string[];
    metrics: readonly string[];
    accessLogging: readonly string[];
  };
  /** `kind` is the member that is set: envoyExtAuthzHttp, zipkin, lightstep … */
  extensionProviders?: readonly { name: string; kind?: string }[];
  /** STRICT, DEFAULT, OFF. */
  ingressControllerMode?: string;
  ingressClass?: string;
  ingressSelector?: string;
  /** Absent: exported to all. */
  defaultServiceExportTo?: readonly string[];
  defaultVirtualServiceExportTo?: readonly string[];
  defaultDestinationRuleExportTo?: readonly string[];
  /** defaultConfig.proxyMetadata. */
  proxyMetadata?: Labels;
  /** defaultConfig.image.imageType. */
  imageType?: string;
  enablePrometheusMerge?: boolean;
  /** Nothing states a mesh configuration: these are Istio's defaults. */
  isDefault?: true;
  source: Evidence;
}

// ------------------------------------------------------------------------------------------------ Control plane

export type SyncState = 'synced' | 'stale' | 'neverAcknowledged' | 'notSent' | 'error' | 'ignored' | 'unknown';
export type XdsType = 'CDS' | 'LDS' | 'EDS' | 'RDS' | 'ECDS';

/** What the control plane says about one connected proxy. */
export interface ProxySync extends OfPod {
  /** Pod name of the replica that the proxy is connected to. */
  controlPlane?: string;
  istioVersion?: string;
  /** sidecar, router, waypoint, ztunnel; told by debug/syncz since 1.20. */
  type?: string;
  types: ReadonlyMap<XdsType, SyncStatus>;
  /** Types beside the five, by istioctl's short name (NDS, SDS, WDS …); debug/syncz since 1.23. */
  otherTypes?: ReadonlyMap<string, SyncStatus>;
  /** When the list was taken, RFC 3339; absent where only the time of the whole capture is known. */
  observedAt?: string;
}

export interface SyncStatus {
  state: SyncState;
  /** For how long, in seconds, as the table of istioctl 1.1, 1.2 and 1.23 onwards says. */
  forSeconds?: number;
  /** When the last push of this type was sent, RFC 3339 (debug/syncz since 1.24). */
  sentAt?: string;
  /** Why the proxy rejected it (debug/syncz since 1.24). */
  error?: string;
}

/** Which proxies the control plane is connected to; present only when every replica was heard. */
export interface ConnectedProxies {
  /** `namespace/pod`. */
  pods: ReadonlySet<string>;
  /** The lists that were read, one a replica or one for all. */
  lists: readonly { proxies: number; source: Evidence }[];
}

/** A Kubernetes cluster from which one replica of istiod reads services and endpoints (Istio 1.11 and later). */
export interface WatchedCluster {
  id: string;
  /** `namespace/name` of the Secret with its kubeconfig; absent for the cluster of istiod itself. */
  secret?: string;
  /** `synced`; `syncing` at first; `timeout` when that took too long; `closed` when istiod gave up, or was told to. */
  status: string;
  source: Evidence;
}

/** Something that the control plane noticed while it made configuration, and counts in a metric. */
export interface PushProblem {
  /** `pilot_vservice_dup_domain`, `pilot_eds_no_instances` … */
  metric: string;
  /** What the problem is about: a host, a cluster, a listener, a proxy. */
  key: string;
  proxy?: string;
  message?: string;
  source: Evidence;
}

/** A part of the mesh that others reach through gateways, by its name (Istio 1.10 and later). */
export interface MeshNetwork {
  name: string;
  gateways: readonly { address: string; port?: number; cluster?: string }[];
  /** How many endpoints istiod knows in it; absent when the bundle does not tell. */
  endpoints?: number;
  source: Evidence;
}

/** One row of `istioctl authn tls-check` or of Pilot's debug/authenticationz (Istio 1.0 to 1.5). */
export interface TlsCheck {
  host: string;
  port?: number;
  /** OK, CONFLICT, MAY CONFLICT or AUTO. */
  status: string;
  server: string;
  client: string;
  policy?: string;
  destinationRule?: string;
  source: Evidence;
}

/** Versions as the tools themselves reported them. */
export interface Versions {
  controlPlane: readonly { component: string; revision?: string; version: string; source: Evidence }[];
  dataPlane: readonly { version: string; revision?: string; count?: number; source: Evidence }[];
  kubernetes?: { version: string; source: Evidence };
  istioctl?: { version: string; source: Evidence };
}

/** The Istio version of one component of the control plane, as it reported it or as its image is tagged. */
export interface ControlPlaneVersion {
  version: string;
  /** `pilot`, `galley` …; `control plane` where istioctl merged equal ones. */
  component: string;
  revision?: string;
  pod?: PodRef;
  source: Evidence;
}

/** The Istio version of one proxy: from its own dump, else from the control plane's list, else from its image. */
export interface ProxyVersion extends OfPod {
  version: string;
  /** Pod name of the control plane's replica that the proxy is connected to. */
  controlPlane?: string;
}

// -------------------------------------------------------------------------------------------------------- Envoy

/**
 * What one proxy held when its admin page /config_dump was read. Elements are shared between proxies that hold equal
 * ones, so compare and memoise by identity; their place in a given proxy's dump is `${section.pointer}/${index}`.
 */
export interface ProxyConfig extends OfPod {
  /** sidecar, router, waypoint, ingress (Istio 1.0); absent when the dump has no node id. */
  type?: string;
  /** The dump ends early, or elements of it could not be read: what is not here may still be in the proxy. */
  partial?: true;
  nodeId?: string;
  istioVersion?: string;
  trustDomain?: string;
  serviceAccount?: string;
  discoveryAddress?: string;
  interceptionMode?: string;
  /** Istio's id of the Kubernetes cluster that the proxy runs in. */
  kubernetesCluster?: string;
  network?: string;
  clusters: readonly Section<EnvoyCluster>[];
  listeners: readonly Section<EnvoyListener>[];
  routes: readonly Section<EnvoyRouteConfiguration>[];
  /** Absent: the dump was taken without endpoints. */
  endpoints?: readonly Section<EnvoyEndpoints>[];
  /** The whole configuration, as it stands in the dump; absent unless it was asked for. */
  arrays?: readonly KeptArray[];
  secrets: readonly EnvoySecret[];
  /** Updates that the proxy refused (`error_state`, Envoy 1.14 and later). */
  rejected: readonly RejectedUpdate[];
  /** Resources that wait for something and are not in use yet. */
  warming: readonly WarmingResource[];
  /** Newest `last_updated` of the dynamic resources of each sort, RFC 3339. */
  updated: { clusters?: string; listeners?: string; routes?: string; endpoints?: string };
  /** The distinct formats of the access logs that go to the log of the container; absent where they have Envoy's default. */
  accessLogFormats?: readonly AccessLogFormat[];
}

/**
 * What one replica of the control plane would send to a proxy, or that the proxy is not connected to that replica
 * (it may be to another). Never what the proxy holds: that is `ProxyConfig`.
 */
export type DesiredConfig = OfPod &
  (
    | { connected: false }
    | {
        connected: true;
        clusters: readonly Section<EnvoyCluster>[];
        listeners: readonly Section<EnvoyListener>[];
        routes: readonly Section<EnvoyRouteConfiguration>[];
        partial?: true;
      }
  );

/** The certificates that one proxy holds, from the secrets in its dump and from its admin page /certs. */
export interface WorkloadCertificates extends OfPod {
  /** Service account that the proxy runs as, by its own metadata or the pod object. */
  serviceAccount?: string;
  /** Leaf first. */
  chain: readonly HeldCertificate[];
  authorities: readonly HeldCertificate[];
}

/** A certificate as far as its source describes it. */
export interface HeldCertificate {
  serial: string;
  /** RFC 3339; Envoy of Istio 1.0 gives only `daysLeft`. */
  notBefore?: string;
  notAfter?: string;
  /** Days until it expires at capture time, negative afterwards; only where the dates are missing. */
  daysLeft?: number;
  /** URI, DNS and address names, as text. */
  names: readonly string[];
  subject?: string;
  issuer?: string;
  /** SHA-256 of the DER form, lower-case hexadecimal. */
  fingerprint?: string;
  /** Fingerprints of certificates of the same proxy whose key verifies the signature on this one. */
  signedBy?: readonly string[];
  source: Evidence;
}

/** The admin page /clusters of one proxy, or a table of istioctl made from it, reduced to what is not healthy. */
export interface ProxyUpstreams extends OfPod {
  clusters: number;
  hosts: number;
  unhealthy: readonly { cluster: string; address: string; flags: readonly string[]; line?: number }[];
  /** Hosts with refused or failed connections since the proxy started. */
  connectFailures: readonly { cluster: string; address: string; failed: number; total: number; line?: number }[];
  /** The source is a table of istioctl: failed connections are not known, and clusters may be a choice. */
  healthOnly?: true;
}

/** The admin page /server_info of one proxy. */
export interface ProxyServer extends OfPod {
  /** LIVE, DRAINING, PRE_INITIALIZING, INITIALIZING. */
  state: string;
  version: string;
  uptimeSeconds?: number;
}

export type { Histogram, Metric, Reading, StatisticGroup };

/** What one page of statistics says. A statistic that is not there is unknown: Istio keeps a subset (proxyStatsMatcher). */
export interface StatisticsPage {
  /** Since when the counters count. */
  uptimeSeconds?: number;
  /** Statistics of the process, by Envoy's names with underscores for dots. */
  values?: ReadonlyMap<string, Reading>;
  /** Metrics of the agent without `istio_agent_`, added up over their labels. */
  agent?: ReadonlyMap<string, Reading>;
  /** Sorts of names (`cluster`, `listener`, `http`) of which the page has statistics. */
  scopes?: ReadonlySet<string>;
  /** Clusters, listeners and prefixes with trouble; of the rest only what `groupsLeftOut` counts could have any. */
  groups?: readonly StatisticGroup[];
  groupsLeftOut?: number;
}

/** The statistics that checks read, from /stats, /stats/prometheus or the agent's page; of several pages of a pod the last. */
export interface ProxyStats extends OfPod, StatisticsPage {
  /** When its container started, RFC 3339, where the pod tells. */
  started?: string;
  /** An earlier page of the same process. */
  earlier?: StatisticsPage & { uptimeSeconds: number };
  /** `control_plane.connected_state`: true while the xDS stream is up. */
  connected?: boolean;
  /** Rejected updates by type (`cluster_manager.cds.update_rejected` and its kin). */
  rejected: ReadonlyMap<XdsType, number>;
  /** Successful updates by type. */
  accepted: ReadonlyMap<XdsType, number>;
  /** TLS handshake failures, as counted by Envoy's `ssl.*` counters, added up over listeners and clusters. */
  tlsErrors: ReadonlyMap<string, number>;
}

/** The page /metrics of one pod of the control plane, of ztunnel or of istio-cni. */
export interface ComponentMetrics {
  component: 'control-plane' | 'ztunnel' | 'istio-cni';
  pod?: PodRef;
  /** `istiod`, `ztunnel` …; the component where the pod is not known. */
  workload: string;
  node?: string;
  /** Since when the counters count, RFC 3339: of the process, else of its container. */
  started?: string;
  metrics: ReadonlyMap<string, Metric>;
  histograms: ReadonlyMap<string, Histogram>;
  source: Evidence;
}

// ------------------------------------------------------------------------------------------------------- ztunnel

export type {
  ZtunnelCertificate,
  ZtunnelConnection,
  ZtunnelEndpoint,
  ZtunnelPolicy,
  ZtunnelService,
  ZtunnelWorkload,
} from '../parsers/ztunnel/artifact.js';

/** What one ztunnel holds (ambient mesh, Istio 1.18 and later). Places of elements are places in `source.path`. */
export interface Ztunnel extends ZtunnelConfig {
  /** Absent when its source names neither the pod nor a node that has a known one. */
  pod?: PodRef;
  source: Evidence;
}

// ---------------------------------------------------------------------------------------------------- Pod network

export interface PodDns extends OfPod {
  nameservers: readonly string[];
  search: readonly string[];
  /** The resolver's default of 1 filled in. */
  ndots: number;
}

/** Routing tables of one pod or node. */
export interface RouteTable {
  /** Absent on a node's table. */
  pod?: PodRef;
  node?: string;
  workload?: string;
  routes: readonly Route[];
  /** Policy routing; absent when the source lists routes only. */
  rules?: readonly RoutingRule[];
  source: Evidence;
}

export type { Route };

/** One line of `ip rule`. */
export interface RoutingRule {
  priority: number;
  /** Table that is looked up; absent on rules with another action. */
  table?: string;
  /** Mark and mask as printed, for example `0x111/0xfff`. */
  fwmark?: string;
  line: number;
  excerpt: string;
}

/** Netfilter rules of one pod or node, whatever printed them. */
export interface Netfilter {
  pod?: PodRef;
  node?: string;
  workload?: string;
  /** ipv4 or ipv6; native nftables tables of family inet count as ipv4. */
  family: 'ipv4' | 'ipv6';
  chains: readonly NetfilterChain[];
  /** The source lists every table of the family; a table or chain it lacks does not exist, but for chains of kube-proxy (KUBE-), which are not kept. */
  complete?: true;
  /** Why the chains are not the whole truth: the rules of the other iptables backend, or matches that nft cannot print. */
  hidden?: string;
  /** What a trace of istio-init says it was asked to set up. */
  settings?: { proxyPort?: number; inboundPort?: number; uids?: readonly string[]; gids?: readonly string[] };
  source: Evidence;
}

export interface NetfilterChain {
  /** nat, filter, mangle, raw …; native nftables tables keep the name they have. */
  table: string;
  name: string;
  /** Where the kernel enters the chain, in lower case (`prerouting`, `output` …); absent on chains that are only jumped to. */
  hook?: string;
  /** ACCEPT or DROP; absent on chains that users created. */
  policy?: string;
  rules: readonly NetfilterRule[];
  line?: number;
}

/** One rule. A leading `!` in a value negates the match; a match on every address, port or interface is absent. */
export interface NetfilterRule {
  /** ACCEPT, DROP, REJECT, RETURN, REDIRECT, TPROXY, MARK, CONNMARK, CT … or the name of a chain; empty when a rule only counts. */
  target: string;
  /** Arguments of the target, for example `--zone 1` or `--reject-with icmp-port-unreachable`. */
  targetOptions?: string;
  protocol?: string;
  source?: string;
  destination?: string;
  destinationPorts: readonly string[];
  /** Port of REDIRECT or TPROXY. */
  toPort?: number;
  uid?: string;
  gid?: string;
  inInterface?: string;
  outInterface?: string;
  sourcePorts?: readonly string[];
  /** Further conditions, as printed: `conntrack --ctstate INVALID`, `mark match ! 0x539/0xfff`. */
  matches?: readonly string[];
  /** Packets counted, when the output has counters. */
  packets?: number;
  line: number;
  excerpt: string;
}

/** Listening sockets of a pod's network namespace. */
export interface PodSockets extends OfPod {
  listening: readonly {
    protocol: 'tcp' | 'udp';
    address: string;
    port: number;
    program?: string;
    line: number;
    excerpt: string;
  }[];
}

/** An active probe that was recorded with the bundle. */
export interface Probe extends OfPod {
  tool: 'nslookup' | 'dig' | 'getent' | 'curl' | 'ping';
  /** Name, address or URL asked for; user and query of a URL are left out. */
  target: string;
  /** Container the probe ran in, when the record says so. */
  container?: string;
  result: DnsResult | CurlResult | PingResult;
}

export interface DnsResult {
  kind: 'dns';
  server?: string;
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED, TIMEOUT, or NOT-FOUND where the tool tells no reason (getent, dig +short). */
  status: string;
  /** False: the tool asked for the name as it stands, without the search list (dig without +search, BusyBox for names with a dot). */
  searched?: boolean;
  addresses: readonly string[];
  line?: number;
  excerpt: string;
}

export interface CurlResult {
  kind: 'curl';
  /** HTTP status; absent when no response came. */
  status?: number;
  /** Exit code of curl; 0 when a response came and nothing says otherwise. */
  exitCode?: number;
  outcome:
    | 'response'
    | 'refused'
    /** No connection, and curl does not say why (8.x without -v). */
    | 'not-connected'
    | 'reset'
    | 'empty-reply'
    | 'timeout'
    | 'no-route'
    | 'name-not-resolved'
    | 'tls-to-plaintext'
    | 'certificate'
    | 'other';
  /** The response was made by Envoy, not by the application. */
  fromEnvoy: boolean;
  /** Envoy's own words in the body: `no healthy upstream`, `RBAC: access denied`, reset reason and transport failure. */
  envoyReason?: string;
  /** `server` header of the response. */
  server?: string;
  line?: number;
  excerpt: string;
}

export interface PingResult {
  kind: 'ping';
  address?: string;
  sent: number;
  received: number;
  /** unreachable, not-permitted, name-not-resolved, no-reply, ok. */
  outcome: 'ok' | 'no-reply' | 'unreachable' | 'not-permitted' | 'name-not-resolved';
  line?: number;
  excerpt: string;
}

// ------------------------------------------------------------------------------------------------------------ Logs

export type LogComponent =
  | 'istio-proxy'
  | 'control-plane'
  | 'istio-init'
  | 'istio-cni'
  | 'ztunnel'
  | 'dns'
  | 'operator'
  | 'application';

/**
 * One container's log, reduced while it streamed by. Where nothing tells of which pod it is, it has neither `pod` nor
 * `workload`; where the name of the pod is known and not its namespace, `workload` alone.
 */
export interface ContainerLog extends Partial<Omit<OfPod, 'source'>>, Pick<OfPod, 'source'> {
  component: LogComponent;
  container: string;
  /** Known when the capture names it. */
  node?: string;
  /** The log of the container's previous instance. */
  previous: boolean;
  /** Lines that are not empty. */
  lines: number;
  /** Time of the first and the last line that carries one, RFC 3339. */
  first?: string;
  last?: string;
  levels: { warning: number; error: number };
  matches: readonly SignatureMatch[];
  access?: AccessLog;
}

/**
 * When lines of a log were printed. Both are absent where they tell no time.
 */
export interface LineTimes {
  /** Lines by the time that their bucket begins at (RFC 3339), earliest first; buckets without lines are left out. At most 60. */
  times?: readonly { at: string; count: number }[];
  /** Width of a bucket: 60, or 60 doubled as often as the number of buckets needs it. */
  bucketSeconds?: number;
}

/** A known message in one log: counted, with the first few occurrences kept. */
export interface SignatureMatch extends LineTimes {
  signature: string;
  count: number;
  first?: string;
  last?: string;
  /** At most three. */
  samples: readonly Evidence[];
  /** Names cut from the line (`resource`, `reason`, `peer` …), of the first occurrence. */
  keys: Labels;
}

export interface AccessLog {
  /**
   * In a custom format, which its own lines do not reveal, this counts all lines without a level.
   */
  lines: number;
  /** Lines by the flags as printed (`UF,URX` is one key); lines without a flag are not in it. */
  flags: ReadonlyMap<string, number>;
  /**
   * Flagged lines, and those that Envoy refused without a flag (`-`: RBAC, JWT, HTTP/1.0), grouped by flags, response code,
   * upstream cluster and reason; at most 200 groups.
   */
  groups: readonly AccessLogGroup[];
}

export interface AccessLogGroup extends LineTimes {
  flags: string;
  code: number;
  /** Envoy cluster, or absent when none was chosen. */
  cluster?: string;
  /** Authority asked for. */
  authority?: string;
  /** Response code details, without the parts that vary. */
  details?: string;
  transportFailure?: string;
  count: number;
  first?: string;
  last?: string;
  samples: readonly Evidence[];
  /** Lines by the address that the connection came from, the most frequent first; at most 20. */
  callers?: readonly { address: string; count: number }[];
  /** Lines from further addresses. */
  otherCallers?: number;
}

// --------------------------------------------------------------------------------------------------------- The mesh

/** Facts about the mesh as a whole, put together from every source; always present. */
export interface MeshFacts {
  /** Istio versions of the control plane, newest first; empty when nothing names one. */
  controlPlaneVersions: readonly string[];
  proxyVersions: readonly string[];
  kubernetesVersion?: string;
  revisions: readonly string[];
  trustDomain?: string;
  /** `cluster.local` unless the bundle says otherwise. */
  clusterDomain: string;
  /** Namespaces with a control plane; `istio-system` when nothing names one. */
  istioNamespaces: readonly string[];
  dataPlane: readonly ('sidecar' | 'ambient')[];
  /** Istio's id of the Kubernetes cluster that the bundle is of; `Kubernetes` unless somebody set one. */
  cluster?: string;
  /** The network that its pods are in, where several are told apart. */
  network?: string;
  /**
   * API kinds of which the bundle has objects of some namespaces only, each with the namespaces that it has completely.
   * An object of such a kind in any other namespace may exist without being in the bundle.
   */
  partial?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Tags of revisions (label `istio.io/tag` of injection webhooks, Istio 1.10 and later), each with its revision. */
  revisionTags?: ReadonlyMap<string, string>;
  /** The bundle is a set of manifests: verdicts follow istioctl, to which what is given is everything there is. */
  isManifests?: true;
}

/** What the tool that made the bundle recorded about its own run. */
export interface Capture {
  /** The tool and its version. */
  producer?: string;
  /** First and last time in the record, RFC 3339. */
  from?: string;
  to?: string;
  /** RFC 3339, but by a clock whose time zone nobody has noted. */
  near?: string;
  interrupted: boolean;
  failures: readonly CaptureFailure[];
  /** Entries that values were taken out of; absent when the record does not say. */
  redacted?: readonly { path: string; values: number }[];
  /** Entries that were cut at a limit of the capture; absent when the record does not say. */
  truncated?: readonly string[];
  /** What analyzers of the tool itself said that is no praise; absent when it has none, or did not run them. */
  verdicts?: readonly AnalyzerVerdict[];
  /** Proxies that the capture knew of, looked into or not. */
  proxiesKnown?: number;
  source: Evidence;
}

/** What one analyzer of the tool that made the bundle found in it. */
export interface AnalyzerVerdict {
  title: string;
  severity: 'error' | 'warning';
  message?: string;
  source: Evidence;
}

/** A command of the capture that brought nothing. */
export interface CaptureFailure {
  /** The step's name, or the command. */
  step: string;
  /** Entry that the step would have written. */
  path?: string;
  /** Error text, or the reason why the step was not tried. */
  reason: string;
  skipped: boolean;
  source: Evidence;
}

/** One Kubernetes cluster of a mesh of which several bundles were given. */
export interface MeshCluster {
  /** Unique among them. */
  name: string;
  /** Name of its bundle. */
  bundle: string;
  model: MeshModel;
}

export interface Facets {
  mesh: MeshFacts;
  /** All clusters of the mesh, the one at hand too. A check that requires them first is about the mesh and runs once. */
  clusters: readonly MeshCluster[];
  capture: Capture;
  pods: readonly Pod[];
  podSpecs: readonly PodSpec[];
  services: readonly Service[];
  serviceSpecs: readonly ServiceSpec[];
  endpoints: readonly ServiceEndpoints[];
  nodes: readonly Node[];
  nodeSpecs: readonly NodeSpec[];
  namespaces: readonly Namespace[];
  workloads: readonly Workload[];
  events: readonly KubernetesEvent[];
  webhooks: readonly Webhook[];
  networkPolicies: readonly NetworkPolicy[];
  virtualServices: readonly VirtualService[];
  destinationRules: readonly DestinationRule[];
  istioGateways: readonly IstioGateway[];
  serviceEntries: readonly ServiceEntry[];
  sidecars: readonly Sidecar[];
  peerAuthentications: readonly PeerAuthentication[];
  authenticationPolicies: readonly AuthenticationPolicy[];
  authorizationPolicies: readonly AuthorizationPolicy[];
  envoyFilters: readonly EnvoyFilter[];
  kubernetesGateways: readonly KubernetesGateway[];
  kubernetesRoutes: readonly KubernetesRoute[];
  workloadEntries: readonly WorkloadEntry[];
  workloadGroups: readonly WorkloadGroup[];
  proxyConfigObjects: readonly ProxyConfigObject[];
  requestAuthentications: readonly RequestAuthentication[];
  telemetries: readonly Telemetry[];
  proxyExtensions: readonly ProxyExtension[];
  rbacConfigs: readonly RbacConfig[];
  serviceRoles: readonly ServiceRole[];
  serviceRoleBindings: readonly ServiceRoleBinding[];
  mixerObjects: readonly MixerObject[];
  gatewayClasses: readonly GatewayClass[];
  referenceGrants: readonly ReferenceGrant[];
  backendTlsPolicies: readonly BackendTlsPolicy[];
  secrets: readonly Secret[];
  serviceAccounts: readonly ServiceAccount[];
  ingresses: readonly Ingress[];
  customResourceDefinitions: readonly CustomResourceDefinition[];
  injectors: readonly Injector[];
  invalidObjects: readonly InvalidObject[];
  meshConfig: MeshConfig;
  meshNetworks: MeshNetworks;
  proxySync: readonly ProxySync[];
  connectedProxies: ConnectedProxies;
  watchedClusters: readonly WatchedCluster[];
  pushProblems: readonly PushProblem[];
  networks: readonly MeshNetwork[];
  /** Every host that the control plane knows, of services of all clusters and of ServiceEntries. */
  registryHosts: ReadonlySet<string>;
  tlsChecks: readonly TlsCheck[];
  versions: Versions;
  controlPlaneVersions: readonly ControlPlaneVersion[];
  proxyVersions: readonly ProxyVersion[];
  proxyConfigs: readonly ProxyConfig[];
  desiredConfigs: readonly DesiredConfig[];
  workloadCertificates: readonly WorkloadCertificates[];
  proxyUpstreams: readonly ProxyUpstreams[];
  proxyServers: readonly ProxyServer[];
  proxyStats: readonly ProxyStats[];
  ztunnels: readonly Ztunnel[];
  controlPlaneMetrics: readonly ComponentMetrics[];
  /** Of ztunnel and of istio-cni. */
  nodeAgentMetrics: readonly ComponentMetrics[];
  podDns: readonly PodDns[];
  podRoutes: readonly RouteTable[];
  nodeRoutes: readonly RouteTable[];
  podNetfilter: readonly Netfilter[];
  nodeNetfilter: readonly Netfilter[];
  podSockets: readonly PodSockets[];
  dnsProbes: readonly Probe[];
  curlProbes: readonly Probe[];
  pingProbes: readonly Probe[];
  proxyLogs: readonly ContainerLog[];
  controlPlaneLogs: readonly ContainerLog[];
  initLogs: readonly ContainerLog[];
  cniLogs: readonly ContainerLog[];
  dnsLogs: readonly ContainerLog[];
  applicationLogs: readonly ContainerLog[];
}

export type FacetName = keyof Facets;

export type MeshModel = { readonly [F in FacetName]: Facet<Facets[F]> };
