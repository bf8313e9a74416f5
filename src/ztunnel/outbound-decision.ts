import type { ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import type { SocketAddress } from './upstream.js';

export interface OutboundCall {
  /** As the ztunnel of its node holds it. */
  source: ZtunnelWorkload;
  destination: SocketAddress;
}

/** One way the connection may take. */
export interface OutboundRoute {
  protocol: 'HBONE' | 'DOUBLE_HBONE' | 'TCP';
  via: 'direct' | 'waypoint' | 'network gateway';
  /** `IP:PORT` that ztunnel dials; a name instead of the address where only DNS tells. */
  nextHop: string;
  /** The authority of the CONNECT request inside, `IP:PORT` or `HOST:PORT`. */
  inner?: string;
  /** The workload at the next hop. */
  workload: ZtunnelWorkload;
  /** Share among the routes. */
  weight: number;
}

/** As ztunnel logs them. */
export type OutboundError =
  | 'no healthy upstream'
  | 'no valid routing destination'
  | 'unknown waypoint'
  | 'unknown network gateway'
  | 'no service for target address';

export type OutboundDecision =
  /** One of the routes, or one of the failures, at random by weight and health. */
  | {
      kind: 'routes';
      routes: readonly OutboundRoute[];
      failures: readonly OutboundFailure[];
      service?: ZtunnelService;
    }
  /** Plain TCP to the address itself, out of the mesh. */
  | { kind: 'passthrough'; nextHop: string; service?: ZtunnelService }
  | OutboundFailure;

export type OutboundFailure =
  | {
      kind: 'error';
      error: OutboundError;
      condition?: 'WAYPOINT_MISSING';
      service?: ZtunnelService;
      /** The workload or gateway that it is about. */
      detail?: string;
    }
  | { kind: 'unknown'; why: string; service?: ZtunnelService };

/** The choices as one decision; an error or unknown of all of them is the first one's. */
export function joined(decisions: readonly OutboundDecision[], service: ZtunnelService | undefined): OutboundDecision {
  const routes = decisions.flatMap((one) => (one.kind === 'routes' ? one.routes : []));
  const failures = decisions.flatMap((one) => failuresOf(one));
  const [failure] = failures;
  if (routes.length === 0 && failure !== undefined) return failure;
  return { kind: 'routes', routes, failures, ...(service && { service }) };
}

function failuresOf(decision: OutboundDecision): readonly OutboundFailure[] {
  if (decision.kind === 'routes') return decision.failures;
  return decision.kind === 'passthrough' ? [] : [decision];
}

export function route(found: Omit<OutboundRoute, 'weight'>): OutboundDecision {
  return { kind: 'routes', routes: [{ ...found, weight: found.workload.capacity ?? 1 }], failures: [] };
}

export function invalid(workload: ZtunnelWorkload, service: ZtunnelService | undefined): OutboundDecision {
  const detail = `${workload.namespace}/${workload.name}`;
  return { kind: 'error', error: 'no valid routing destination', detail, ...(service && { service }) };
}

/** The source, such as a table of istioctl, does not show what is needed. */
export function unshown(service: ZtunnelService): OutboundDecision {
  return { kind: 'unknown', why: 'the ports or endpoints of the service are not in the bundle', service };
}

export function socket(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
