import { parseIp } from '../core/ip.js';
import type { ZtunnelGateway, ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import {
  invalid,
  joined,
  type OutboundCall,
  type OutboundDecision,
  route,
  socket,
  unshown,
} from './outbound-decision.js';
import type { ZtunnelState } from './state.js';
import { addressOf, type SocketAddress, upstreamOfGateway } from './upstream.js';

/** The waypoint gets the address as it was called, not a translated one. */
export function throughWaypoint(
  state: ZtunnelState,
  gateway: ZtunnelGateway,
  call: OutboundCall,
  service: ZtunnelService | undefined,
): OutboundDecision {
  const { source, destination } = call;
  const upstream = upstreamOfGateway(state, gateway, source, 'waypoint');
  if (upstream?.kind === 'unknown') return unshown(upstream.service);
  const candidates = upstream?.kind === 'candidates' ? upstream.candidates : [];
  if (candidates.length === 0) {
    const error = { kind: 'error', error: 'unknown waypoint', condition: 'WAYPOINT_MISSING' } as const;
    return { ...error, detail: gateway.destination, ...(service && { service }) };
  }
  return joined(
    candidates.map((candidate) => {
      const { workload, port } = candidate;
      if (service !== undefined && isForeign(workload, source))
        return throughNetworkGateway(state, workload, call, service);
      const address = addressOf(workload, pointOf(gateway, destination), upstream?.service);
      if (address === undefined) return invalid(workload, service);
      const inner = socket(destination.ip, destination.port);
      return route({ protocol: 'HBONE', via: 'waypoint', nextHop: socket(address, port), inner, workload });
    }),
    service,
  );
}

/** A waypoint that is named by its address is called in that family, one that is named by its host in the caller's. */
function pointOf({ destination, port = 15008 }: ZtunnelGateway, original: SocketAddress): SocketAddress {
  const ip = destination.slice(destination.indexOf('/') + 1);
  return parseIp(ip) === undefined ? original : { ip, port };
}

/** Whether the workload is on another network than the caller. */
export function isForeign(workload: ZtunnelWorkload, source: ZtunnelWorkload): boolean {
  return (workload.network ?? '') !== (source.network ?? '');
}

/** Outer and inner tunnel both name the service and its port. */
export function throughNetworkGateway(
  state: ZtunnelState,
  workload: ZtunnelWorkload,
  { source, destination }: OutboundCall,
  service: ZtunnelService,
): OutboundDecision {
  const gateway = workload.networkGateway;
  if (gateway === undefined) return invalid(workload, service);
  const upstream = upstreamOfGateway(state, gateway, source, 'service');
  if (upstream?.kind === 'unknown') return unshown(upstream.service);
  if (upstream?.kind !== 'candidates' || upstream.candidates.length === 0) {
    return { kind: 'error', error: 'unknown network gateway', detail: gateway.destination, service };
  }
  const inner = `${service.hostname ?? service.name}:${destination.port}`;
  return joined(
    upstream.candidates.map(({ workload: next, port }) => {
      const address = addressOf(next, pointOf(gateway, destination), upstream.service);
      if (address === undefined) return invalid(next, service);
      const nextHop = socket(address, port);
      return route({ protocol: 'DOUBLE_HBONE', via: 'network gateway', nextHop, inner, workload: next });
    }),
    service,
  );
}
