import { parseIp, sameAddress } from '../core/ip.js';
import type { ZtunnelConfig, ZtunnelGateway, ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import type { Candidate } from './endpoints.js';
import { isForeign, throughNetworkGateway, throughWaypoint } from './gateways.js';
import { identityOf, serviceAt, workloadAt } from './lookup.js';
import {
  invalid,
  joined,
  type OutboundCall,
  type OutboundDecision,
  route,
  socket,
  unshown,
} from './outbound-decision.js';
import { networkAddress, type ZtunnelState, ztunnelState } from './state.js';
import { addressOf, type SocketAddress, upstreamAt } from './upstream.js';

const hbonePort = 15008;

/** Where the ztunnel of the source sends a connection. */
export function decideOutbound(config: ZtunnelConfig, { source, destination }: OutboundCall): OutboundDecision {
  if (config.workloads === undefined || config.services === undefined) {
    return { kind: 'unknown', why: 'the services or workloads of this ztunnel are not in the bundle' };
  }
  const state = ztunnelState(config);
  const network = source.network ?? '';
  const service = addressedService(state, network, destination, source);
  const waypoints = service === undefined ? [] : waypointsOf(service);
  if (service !== undefined && waypoints.length > 0) {
    return throughWaypoints(state, waypoints, { source, destination }, service);
  }
  const upstream = upstreamAt(state, network, destination, source);
  if (upstream.kind === 'unknown') return unshown(upstream.service);
  if (upstream.kind === 'original' || upstream.candidates.length === 0) {
    if (service !== undefined && service.loadBalancer?.mode !== 'Passthrough') {
      return { kind: 'error', error: 'no healthy upstream', service };
    }
    return { kind: 'passthrough', nextHop: socket(destination.ip, destination.port), ...(service && { service }) };
  }
  return joined(
    upstream.candidates.map((candidate) =>
      toCandidate(state, candidate, { source, destination }, service, upstream.service),
    ),
    service,
  );
}

/** A workload of the address wins over a service here, though not where endpoints are chosen. */
function addressedService(state: ZtunnelState, network: string, { ip }: SocketAddress, source: ZtunnelWorkload) {
  const address = parseIp(ip);
  if (address === undefined || workloadAt(state, network, address) !== undefined) return undefined;
  return serviceAt(state, network, address, source.namespace);
}

/** Weights that are all zero count for nothing. */
function waypointsOf(service: ZtunnelService): readonly (ZtunnelGateway & { weight: number })[] {
  const weighted = (service.weightedWaypoints ?? []).filter(({ weight }) => weight > 0);
  if (weighted.length > 0 || service.waypoint === undefined) return weighted;
  return [{ ...gatewayOf(service.waypoint, service.waypointPort), weight: 1 }];
}

function gatewayOf(destination: string, port: number | undefined): ZtunnelGateway {
  return { destination, ...(port !== undefined && { port }) };
}

function throughWaypoints(
  state: ZtunnelState,
  waypoints: readonly (ZtunnelGateway & { weight: number })[],
  call: OutboundCall,
  service: ZtunnelService,
): OutboundDecision {
  const decisions = waypoints.map(({ weight, ...gateway }) => {
    const found = throughWaypoint(state, gateway, call, service);
    return found.kind === 'routes' ? scaled(found, weight) : found;
  });
  return joined(decisions, service);
}

function scaled(decision: OutboundDecision & { kind: 'routes' }, weight: number): OutboundDecision {
  const total = decision.routes.reduce((sum, route) => sum + route.weight, 0);
  return { ...decision, routes: decision.routes.map((one) => ({ ...one, weight: (one.weight / total) * weight })) };
}

function toCandidate(
  state: ZtunnelState,
  { workload, port }: Candidate,
  call: OutboundCall,
  addressed: ZtunnelService | undefined,
  balanced: ZtunnelService | undefined,
): OutboundDecision {
  const { source, destination } = call;
  if (isForeign(workload, source)) {
    if (addressed === undefined) return { kind: 'error', error: 'no service for target address' };
    return throughNetworkGateway(state, workload, call, addressed);
  }
  const { waypoint } = workload;
  if (waypoint !== undefined && addressed === undefined && !isWaypoint(state, waypoint, source)) {
    return throughWaypoint(state, gatewayOf(waypoint, workload.waypointPort), call, undefined);
  }
  const address = addressOf(workload, destination, balanced);
  if (address === undefined) return invalid(workload, addressed);
  const target = socket(address, port);
  if (workload.protocol !== 'HBONE') return route({ protocol: 'TCP', via: 'direct', nextHop: target, workload });
  return route({ protocol: 'HBONE', via: 'direct', nextHop: socket(address, hbonePort), inner: target, workload });
}

/** Whether the caller is the waypoint, by identity and address. */
function isWaypoint(state: ZtunnelState, waypoint: string, source: ZtunnelWorkload): boolean {
  const found = upstreamWorkloads(state, waypoint);
  return found.some(
    (workload) =>
      identityOf(workload) === identityOf(source) &&
      workload.addresses.some((address) => source.addresses.some((own) => sameAddress(own, address))),
  );
}

function upstreamWorkloads(state: ZtunnelState, waypoint: string): readonly ZtunnelWorkload[] {
  const { network, address } = networkAddress(waypoint);
  const ip = parseIp(address);
  const workload = ip && workloadAt(state, network, ip);
  if (workload) return [workload];
  const service = ip ? serviceAt(state, network, ip, undefined) : state.servicesByHost.get(waypoint);
  if (service === undefined) return [state.workloadsByHost.get(waypoint)].filter((one) => one !== undefined);
  return (service.endpoints ?? []).flatMap((endpoint) => state.workloadsByUid.get(endpoint.workload) ?? []);
}
