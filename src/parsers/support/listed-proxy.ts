/** What one list of the control plane says about one proxy, whether debug/syncz or istioctl printed it. */
export interface ListedProxy {
  /** As printed: `pod.namespace`. */
  id: string;
  /** Pod name of the replica that the proxy is connected to. */
  controlPlane?: string;
  /** sidecar, router, waypoint, ztunnel. */
  type?: string;
  istioVersion?: string;
  /** By istioctl's short name: CDS, LDS … */
  types: Map<string, ListedStatus>;
  line?: number;
  pointer?: string;
  excerpt?: string;
}

export interface ListedStatus {
  state: 'synced' | 'stale' | 'neverAcknowledged' | 'notSent' | 'error' | 'ignored' | 'unknown';
  forSeconds?: number;
  /** RFC 3339. */
  sentAt?: string;
  error?: string;
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ['envoy.config.cluster.v3.Cluster', 'CDS'],
  ['envoy.config.listener.v3.Listener', 'LDS'],
  ['envoy.config.endpoint.v3.ClusterLoadAssignment', 'EDS'],
  ['envoy.config.route.v3.RouteConfiguration', 'RDS'],
  ['envoy.config.core.v3.TypedExtensionConfig', 'ECDS'],
  ['envoy.extensions.transport_sockets.tls.v3.Secret', 'SDS'],
  ['istio.networking.nds.v1.NameTable', 'NDS'],
  ['istio.mesh.v1alpha1.ProxyConfig', 'PCDS'],
  ['istio.workload.Address', 'WDS'],
  ['istio.workload.Workload', 'WDS'],
  ['istio.security.Authorization', 'WADS'],
]);

/** The name istioctl prints for a type URL; the URL itself when it has none. */
export function shortTypeName(typeUrl: string): string {
  return shortNames.get(typeUrl.slice(typeUrl.lastIndexOf('/') + 1)) ?? typeUrl;
}

/** A time that was set: Go prints its zero time as year 1. */
export function timeUnlessZero(time: string | undefined): string | undefined {
  return time === undefined || time.startsWith('0001-') ? undefined : time;
}

/** The rule of istioctl: nonces are compared, and one that was never sent says nothing is wrong. */
export function stateOfNonces(sent: string | undefined, acked: string | undefined): ListedStatus['state'] {
  if (!sent) return 'notSent';
  if (sent === acked) return 'synced';
  return acked ? 'stale' : 'neverAcknowledged';
}
