/** Where an element stands in its entry. */
interface Place {
  pointer?: string;
  line?: number;
  excerpt?: string;
}

/** What ztunnel says about one workload of the mesh. */
export interface ZtunnelWorkload extends Place {
  namespace: string;
  /** Name of the pod, or of the WorkloadEntry. */
  name: string;
  /** `CLUSTER//Pod/NAMESPACE/NAME` for a pod; Istio 1.20 and later. */
  uid?: string;
  serviceAccount?: string;
  trustDomain?: string;
  addresses: readonly string[];
  node?: string;
  /** HBONE or TCP: how others reach it. */
  protocol?: string;
  /** Healthy or Unhealthy. */
  status?: string;
  /** `NAMESPACE/HOST` or `NETWORK/ADDRESS` of the waypoint; its name in a table of istioctl. */
  waypoint?: string;
  waypointPort?: number;
  /** Network that its addresses belong to; absent for the default one. */
  network?: string;
  /** Gateway of that network, for workloads of other networks. */
  networkGateway?: ZtunnelGateway;
  /** Name to resolve where there is no address. */
  hostname?: string;
  clusterId?: string;
  locality?: { region?: string; zone?: string; subzone?: string };
  /** `NAMESPACE/NAME` of the policies that select it; those of its namespace and of the mesh come on top. */
  authorizationPolicies?: readonly string[];
  /** Something else than ztunnel ends HBONE for it, such as a sidecar. */
  hasNativeTunnel?: boolean;
  /** Its node's address, which says nothing of the workload. */
  isHostNetwork?: boolean;
  /** HBONE ends in the application, such as a waypoint that takes the PROXY protocol; on its own port if it has one. */
  applicationTunnel?: { port?: number };
  /** Share of the traffic; 1 where absent. */
  capacity?: number;
}

export interface ZtunnelGateway {
  /** `NAMESPACE/HOST` or `NETWORK/ADDRESS`. */
  destination: string;
  port?: number;
}

export interface ZtunnelService extends Place {
  namespace: string;
  name: string;
  hostname?: string;
  /** Without the network. */
  addresses: readonly string[];
  waypoint?: string;
  /** Absent in a table, which only counts them. */
  endpoints?: readonly ZtunnelEndpoint[];
  endpointCount: { healthy: number; total: number };
  /** `NETWORK/ADDRESS`; without a network where the dump does not tell. */
  vips?: readonly string[];
  /** `NETWORK/ADDRESS/LENGTH`; Istio 1.29 and later. */
  cidrVips?: readonly string[];
  /** Absent where the source does not tell, such as a table. */
  ports?: readonly ZtunnelPort[];
  waypointPort?: number;
  /** Instead of the one waypoint, by weight; mid 2026 and later. */
  weightedWaypoints?: readonly (ZtunnelGateway & { weight: number })[];
  loadBalancer?: ZtunnelLoadBalancer;
  subjectAltNames?: readonly string[];
  /** IPv4, IPv6 or Dual. */
  ipFamilies?: string;
  /** Preferred among the services of one address. */
  isCanonical?: boolean;
  /** Clients of other namespaces do not see it; mid 2026 and later. */
  isNamespacePrivate?: boolean;
}

/** From a port of the service to one of the workload; 0 when the name of the port decides, so that only endpoints know. */
export interface ZtunnelPort {
  service: number;
  target: number;
}

export interface ZtunnelLoadBalancer {
  /** Standard, Strict, Failover or Passthrough. */
  mode: string;
  /** Network, Region, Zone, Subzone, Node, Cluster: what endpoint and client should share, most important first. */
  routingPreferences: readonly string[];
  /** OnlyHealthy or AllowAll. */
  healthPolicy?: string;
}

export interface ZtunnelEndpoint {
  /** Uid of the workload. */
  workload: string;
  isHealthy: boolean;
  /** As printed; unhealthy endpoints are listed since Istio 1.24, with a status on all of them. */
  status?: string;
  ports?: readonly ZtunnelPort[];
}

export interface ZtunnelPolicy extends Place {
  namespace: string;
  name: string;
  action: string;
  /** Global, Namespace or WorkloadSelector. */
  scope: string;
  /** Any rule, of which all clauses, of which any match. Absent where the source does not show them, such as a table. */
  rules?: readonly (readonly (readonly ZtunnelMatch[])[])[];
  isDryRun?: boolean;
}

/** Conditions that must all hold. A field holds when any of its values does, a `not` field when none does. */
export interface ZtunnelMatch {
  namespaces?: readonly ZtunnelStringMatch[];
  notNamespaces?: readonly ZtunnelStringMatch[];
  serviceAccounts?: readonly ZtunnelServiceAccount[];
  notServiceAccounts?: readonly ZtunnelServiceAccount[];
  /** Without `spiffe://`. */
  principals?: readonly ZtunnelStringMatch[];
  notPrincipals?: readonly ZtunnelStringMatch[];
  /** Ranges of addresses. */
  sourceIps?: readonly string[];
  notSourceIps?: readonly string[];
  destinationIps?: readonly string[];
  notDestinationIps?: readonly string[];
  destinationPorts?: readonly number[];
  notDestinationPorts?: readonly number[];
  /** It holds something that could not be read. */
  isPartial?: true;
}

export interface ZtunnelStringMatch {
  kind: 'exact' | 'prefix' | 'suffix' | 'presence';
  value: string;
}

export interface ZtunnelServiceAccount {
  namespace: string;
  serviceAccount: string;
}

/** The certificate that ztunnel holds for the workloads of one service account on its node. */
export interface ZtunnelCertificate extends Place {
  /** `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`. */
  identity: string;
  /** As printed: Available, Initializing, or Unavailable. */
  state: string;
  /** Why it is unavailable; a table does not say. */
  reason?: string;
  /** Leaf first. */
  chain: readonly ZtunnelCertificateData[];
  /** Absent where the dump does not tell roots apart (before Istio 1.24). */
  roots?: readonly ZtunnelCertificateData[];
}

export interface ZtunnelCertificateData {
  /** Hexadecimal, lower case. */
  serial: string;
  /** RFC 3339. */
  notBefore: string;
  notAfter: string;
}

/** A connection of a pod whose traffic goes through this ztunnel. */
export interface ZtunnelConnection extends Place {
  namespace: string;
  /** Name of the pod. */
  pod: string;
  direction: 'inbound' | 'outbound';
  /** HBONE or TCP. */
  protocol: string;
  /** `IP:PORT` of the peer: the source of an inbound connection, the destination of an outbound one. */
  remote: string;
}

/** What one ztunnel holds. A part that its source does not show is absent. */
export interface ZtunnelConfig {
  istioVersion?: string;
  node?: string;
  workloads?: readonly ZtunnelWorkload[];
  services?: readonly ZtunnelService[];
  policies?: readonly ZtunnelPolicy[];
  certificates?: readonly ZtunnelCertificate[];
  connections?: readonly ZtunnelConnection[];
  /** Pods of the node whose traffic is captured; Istio 1.27 and later. */
  captured?: readonly { namespace: string; pod: string }[];
}
