import { type IpAddress, rangeContains } from '../core/ip.js';
import type { ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import { addressKey, type ZtunnelState } from './state.js';

/** The service that has an address, as a client of a namespace sees it; a range of addresses comes after single ones. */
export function serviceAt(
  state: ZtunnelState,
  network: string,
  ip: IpAddress,
  namespace: string | undefined,
): ZtunnelService | undefined {
  const candidates = state.servicesByVip.get(addressKey(network, ip)) ?? [];
  return (
    bestOf(
      candidates.filter((one) => isVisible(one, namespace)),
      namespace,
    ) ?? byRange(state, network, ip, namespace)
  );
}

/** One of the client's namespace, else a canonical one (the last of them), else the first. */
function bestOf(services: readonly ZtunnelService[], namespace: string | undefined): ZtunnelService | undefined {
  return (
    services.find((one) => one.namespace === namespace) ??
    services.findLast(({ isCanonical }) => isCanonical === true) ??
    services[0]
  );
}

function isVisible(service: ZtunnelService, namespace: string | undefined): boolean {
  return namespace === undefined || service.isNamespacePrivate !== true || service.namespace === namespace;
}

/** The client's namespace counts more than the length of the prefix, and that more than being canonical. */
function byRange(state: ZtunnelState, network: string, ip: IpAddress, namespace: string | undefined) {
  let best: { rank: readonly number[]; service: ZtunnelService } | undefined;
  for (const { network: own, range, service } of state.cidrVips) {
    if (own !== network || !rangeContains(range, ip) || !isVisible(service, namespace)) continue;
    const rank = [Number(service.namespace === namespace), range.length, Number(service.isCanonical === true)];
    if (best === undefined || isGreater(rank, best.rank)) best = { rank, service };
  }
  return best?.service;
}

function isGreater(a: readonly number[], b: readonly number[]): boolean {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing >= 0 && (a[differing] ?? 0) > (b[differing] ?? 0);
}

export function workloadAt(state: ZtunnelState, network: string, ip: IpAddress): ZtunnelWorkload | undefined {
  return state.workloadsByAddress.get(addressKey(network, ip));
}

/** A service or, less often, a workload by `NAMESPACE/HOST`. */
export function atHost(
  state: ZtunnelState,
  host: string,
): { service: ZtunnelService } | { workload: ZtunnelWorkload } | undefined {
  const service = state.servicesByHost.get(host);
  if (service !== undefined) return { service };
  const workload = state.workloadsByHost.get(host);
  return workload === undefined ? undefined : { workload };
}

/** `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, without `spiffe://`; undefined where the dump has no account. */
export function identityOf({ trustDomain, namespace, serviceAccount }: ZtunnelWorkload): string | undefined {
  if (serviceAccount === undefined) return undefined;
  return `${trustDomain || 'cluster.local'}/ns/${namespace}/sa/${serviceAccount}`;
}
