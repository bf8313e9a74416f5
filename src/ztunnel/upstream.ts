import { type IpAddress, parseIp, sameAddress } from '../core/ip.js';
import type { ZtunnelGateway, ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import { type Candidate, endpointsOf, type Purpose } from './endpoints.js';
import { atHost, serviceAt, workloadAt } from './lookup.js';
import { networkAddress, type ZtunnelState } from './state.js';

export interface SocketAddress {
  ip: string;
  port: number;
}

/** What stands behind an address. */
export type Upstream =
  | { kind: 'candidates'; candidates: readonly Candidate[]; service?: ZtunnelService }
  /** The address as it is: of a service that balances nothing, or of nobody. */
  | { kind: 'original'; service?: ZtunnelService }
  /** The source does not show the ports or endpoints of the service. */
  | { kind: 'unknown'; service: ZtunnelService };

/** A service by its address, else a workload by its own. */
export function upstreamAt(
  state: ZtunnelState,
  network: string,
  { ip, port }: SocketAddress,
  client: ZtunnelWorkload,
  purpose: Purpose = 'service',
): Upstream {
  const address = parseIp(ip);
  if (address === undefined) return { kind: 'original' };
  const service = serviceAt(state, network, address, client.namespace);
  if (service?.loadBalancer?.mode === 'Passthrough') return { kind: 'original', service };
  if (service !== undefined) return upstreamOf(state, service, port, client, purpose);
  const workload = workloadAt(state, network, address);
  return workload === undefined ? { kind: 'original' } : { kind: 'candidates', candidates: [{ workload, port }] };
}

function upstreamOf(
  state: ZtunnelState,
  service: ZtunnelService,
  port: number,
  client: ZtunnelWorkload,
  purpose: Purpose,
): Upstream {
  const candidates = endpointsOf(state, service, port, client, purpose);
  return candidates === undefined ? { kind: 'unknown', service } : { kind: 'candidates', candidates, service };
}

const hbonePort = 15008;

/** What a waypoint or network gateway is, by `NAMESPACE/HOST` or `NETWORK/ADDRESS`. Undefined where nothing has that name. */
export function upstreamOfGateway(
  state: ZtunnelState,
  { destination, port = hbonePort }: ZtunnelGateway,
  client: ZtunnelWorkload,
  purpose: Purpose,
): Upstream | undefined {
  const { network, address } = networkAddress(destination);
  if (parseIp(address) !== undefined) {
    const found = upstreamAt(state, network, { ip: address, port }, client, purpose);
    return found.kind === 'original' ? undefined : found;
  }
  const found = atHost(state, destination);
  if (found === undefined) return undefined;
  if ('workload' in found) return { kind: 'candidates', candidates: [{ workload: found.workload, port }] };
  return upstreamOf(state, found.service, port, client, purpose);
}

/** The address the workload itself was called by, else the first that the service and the family of the call allow. */
export function addressOf(
  workload: ZtunnelWorkload,
  original: SocketAddress,
  service: ZtunnelService | undefined,
): string | undefined {
  const same = workload.addresses.find((address) => sameAddress(address, original.ip));
  if (same !== undefined) return same;
  const allowed = workload.addresses.filter((address) => isAllowed(parseIp(address), service?.ipFamilies));
  const family = parseIp(original.ip)?.family;
  return allowed.find((address) => parseIp(address)?.family === family) ?? allowed[0] ?? workload.hostname;
}

function isAllowed(ip: IpAddress | undefined, families: string | undefined): boolean {
  if (ip === undefined) return false;
  if (families === 'IPv4') return ip.family === 'ipv4';
  return families !== 'IPv6' || ip.family === 'ipv6';
}
