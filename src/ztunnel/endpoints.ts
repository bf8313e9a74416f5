import type {
  ZtunnelEndpoint,
  ZtunnelLoadBalancer,
  ZtunnelPort,
  ZtunnelService,
  ZtunnelWorkload,
} from '../parsers/ztunnel/artifact.js';
import type { ZtunnelState } from './state.js';

/** A workload that may be chosen, and the port on it. */
export interface Candidate {
  workload: ZtunnelWorkload;
  port: number;
}

/** `waypoint`: the port needs not be the service's when the application takes over the tunnel. */
export type Purpose = 'service' | 'waypoint';

/**
 * The endpoints that load balancing chooses from, at random by capacity. Undefined where the source does not show what is needed
 * (tables of istioctl).
 */
export function endpointsOf(
  state: ZtunnelState,
  service: ZtunnelService,
  port: number,
  client: ZtunnelWorkload,
  purpose: Purpose = 'service',
): readonly Candidate[] | undefined {
  if (service.endpoints === undefined || service.ports === undefined) return undefined;
  const target = targetOf(service.ports, port);
  if (purpose === 'service' && target === undefined) return [];
  const able = service.endpoints.flatMap((endpoint) => {
    const workload = state.workloadsByUid.get(endpoint.workload);
    if (workload === undefined || !isIncluded(service, endpoint, workload) || !isReachable(workload, client)) return [];
    const found = portOf(endpoint, workload, port, target, purpose);
    return found === 'excluded' ? [] : [{ workload, port: found }];
  });
  return preferred(able, service.loadBalancer, client).flatMap(({ workload, port: found }) =>
    found === undefined ? [] : [{ workload, port: found }],
  );
}

function targetOf(ports: readonly ZtunnelPort[], port: number): number | undefined {
  return ports.find(({ service }) => service === port)?.target;
}

/** Endpoints had no status of their own before Istio 1.24; theirs is the workload's. */
function isIncluded({ loadBalancer }: ZtunnelService, { status }: ZtunnelEndpoint, workload: ZtunnelWorkload): boolean {
  return (status ?? workload.status) !== 'Unhealthy' || loadBalancer?.healthPolicy === 'AllowAll';
}

/** A workload without an address is reached only from another network, through its gateway. */
function isReachable(workload: ZtunnelWorkload, client: ZtunnelWorkload): boolean {
  if (workload.addresses.length > 0 || workload.hostname !== undefined) return true;
  return workload.networkGateway !== undefined && (workload.network ?? '') !== (client.network ?? '');
}

/** Undefined: chosen, but without a port, which fails the call. */
function portOf(
  endpoint: ZtunnelEndpoint,
  workload: ZtunnelWorkload,
  port: number,
  target: number | undefined,
  purpose: Purpose,
): number | undefined | 'excluded' {
  const mapped = targetOf(endpoint.ports ?? [], port);
  if (purpose === 'service' && !target && mapped === undefined) return 'excluded';
  if (purpose === 'waypoint' && target === undefined && workload.applicationTunnel === undefined) return 'excluded';
  if (mapped !== undefined) return mapped;
  if (target) return target;
  return workload.applicationTunnel?.port === undefined ? undefined : port;
}

/** Failover takes the endpoints that share most with the client, Strict only those that share everything. */
function preferred<Found extends { workload: ZtunnelWorkload }>(
  found: readonly Found[],
  balancer: ZtunnelLoadBalancer | undefined,
  client: ZtunnelWorkload,
): readonly Found[] {
  if (balancer === undefined || balancer.mode === 'Standard') return found;
  const ranked = found.flatMap((one) => {
    const rank = rankOf(one.workload, client, balancer);
    return rank === undefined ? [] : [{ one, rank }];
  });
  const highest = ranked.reduce((highest, { rank }) => Math.max(highest, rank), 0);
  return ranked.filter(({ rank }) => rank === highest).map(({ one }) => one);
}

/** Leading preferences that match. A network that comes first never ends the row, and endpoints of it win over all others. */
function rankOf(
  workload: ZtunnelWorkload,
  client: ZtunnelWorkload,
  { mode, routingPreferences: preferences }: ZtunnelLoadBalancer,
): number | undefined {
  const networkFirst = preferences[0] === 'Network';
  let rank = 0;
  let bonus = 0;
  for (const preference of preferences) {
    const matches = scopeOf(workload, preference) === scopeOf(client, preference);
    if (preference === 'Network' && networkFirst) {
      if (!matches) continue;
      bonus = preferences.length - 1;
    }
    if (!matches) break;
    rank++;
  }
  return mode === 'Strict' && rank !== preferences.length ? undefined : rank + bonus;
}

/** What is absent is empty. */
function scopeOf({ network, locality, node, clusterId }: ZtunnelWorkload, preference: string): string {
  const scopes: Readonly<Record<string, string | undefined>> = {
    Network: network,
    Region: locality?.region,
    Zone: locality?.zone,
    Subzone: locality?.subzone,
    Node: node,
    Cluster: clusterId,
  };
  return (Object.hasOwn(scopes, preference) ? scopes[preference] : undefined) ?? '';
}
