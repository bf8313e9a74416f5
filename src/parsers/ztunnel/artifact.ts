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
}

export interface ZtunnelEndpoint {
  /** Uid of the workload. */
  workload: string;
  isHealthy: boolean;
}

export interface ZtunnelPolicy extends Place {
  namespace: string;
  name: string;
  action: string;
  /** Global, Namespace or WorkloadSelector. */
  scope: string;
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
