import { type IpAddress, type IpRange, parseIp, parseRange } from '../core/ip.js';
import { prepared } from '../envoy/prepared.js';
import type { ZtunnelConfig, ZtunnelPolicy, ZtunnelService, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';

/** What ztunnel looks up, over its dump. */
export interface ZtunnelState {
  workloadsByUid: ReadonlyMap<string, ZtunnelWorkload>;
  /** By `addressKey`. */
  workloadsByAddress: ReadonlyMap<string, ZtunnelWorkload>;
  /** By `NAMESPACE/HOST`; those that no service and no address stands for. */
  workloadsByHost: ReadonlyMap<string, ZtunnelWorkload>;
  /** By `addressKey`, in the order of the dump. */
  servicesByVip: ReadonlyMap<string, readonly ZtunnelService[]>;
  /** By `NAMESPACE/HOST`. */
  servicesByHost: ReadonlyMap<string, ZtunnelService>;
  cidrVips: readonly { network: string; range: IpRange; service: ZtunnelService }[];
  /** By `NAMESPACE/NAME`. */
  policies: ReadonlyMap<string, ZtunnelPolicy>;
  /** Of scope Namespace, by namespace; of scope Global under the empty name. */
  policiesByNamespace: ReadonlyMap<string, readonly ZtunnelPolicy[]>;
}

/** Indexes a dump once. */
export const ztunnelState: (config: ZtunnelConfig) => ZtunnelState = prepared((config: ZtunnelConfig) => {
  const workloads = config.workloads ?? [];
  const services = config.services ?? [];
  return {
    workloadsByUid: new Map(workloads.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one]]))),
    workloadsByAddress: byAddress(workloads),
    workloadsByHost: new Map(
      workloads.flatMap((one) => (one.hostname ? [[`${one.namespace}/${one.hostname}`, one]] : [])),
    ),
    servicesByVip: byVip(services),
    servicesByHost: new Map(
      services.flatMap((one) => (one.hostname === undefined ? [] : [[`${one.namespace}/${one.hostname}`, one]])),
    ),
    cidrVips: services.flatMap(cidrsOf),
    policies: new Map((config.policies ?? []).map((one) => [`${one.namespace}/${one.name}`, one])),
    policiesByNamespace: byNamespace(config.policies ?? []),
  };
});

/** One spelling for every address of a network. */
export function addressKey(network: string, ip: IpAddress): string {
  return `${network}/${ip.family}/${ip.bits}`;
}

/** Splits `NETWORK/ADDRESS`; the network is the default one where there is none. */
export function networkAddress(text: string): { network: string; address: string } {
  const slash = text.indexOf('/');
  return slash < 0 ? { network: '', address: text } : { network: text.slice(0, slash), address: text.slice(slash + 1) };
}

/** Pods win over other workloads of an address, then those that speak HBONE; the address of a node stands for nobody. */
function byAddress(workloads: readonly ZtunnelWorkload[]): Map<string, ZtunnelWorkload> {
  const found = new Map<string, ZtunnelWorkload>();
  for (const workload of workloads) {
    if (workload.isHostNetwork) continue;
    for (const address of workload.addresses) {
      const ip = parseIp(address);
      if (ip === undefined) continue;
      const key = addressKey(workload.network ?? '', ip);
      const other = found.get(key);
      if (other === undefined || rank(workload) >= rank(other)) found.set(key, workload);
    }
  }
  return found;
}

function rank({ uid, protocol }: ZtunnelWorkload): number {
  return (uid?.includes('//Pod/') === true ? 2 : 0) + (protocol === 'HBONE' ? 1 : 0);
}

/** Tables of istioctl tell no networks. */
function byVip(services: readonly ZtunnelService[]): Map<string, ZtunnelService[]> {
  const found = new Map<string, ZtunnelService[]>();
  for (const service of services) {
    for (const vip of service.vips ?? service.addresses) {
      const { network, address } = networkAddress(vip);
      const ip = parseIp(address);
      if (ip !== undefined) push(found, addressKey(network, ip), service);
    }
  }
  return found;
}

function cidrsOf(service: ZtunnelService) {
  return (service.cidrVips ?? []).flatMap((vip) => {
    const { network, address } = networkAddress(vip);
    const range = parseRange(address);
    return range === undefined ? [] : [{ network, range, service }];
  });
}

function byNamespace(policies: readonly ZtunnelPolicy[]): Map<string, ZtunnelPolicy[]> {
  const found = new Map<string, ZtunnelPolicy[]>();
  for (const policy of policies) {
    if (policy.scope === 'Global') push(found, '', policy);
    else if (policy.scope === 'Namespace') push(found, policy.namespace, policy);
  }
  return found;
}

function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
