import { type IpAddress, parseIp, parseRange, rangeContains } from '../../core/ip.js';
import type { NetworkPolicy, NetworkRule } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { matchesSelector } from './selector.js';

const byNamespace = derivedOnce((policies: readonly NetworkPolicy[]) =>
  groupBy(policies, ({ namespace }) => namespace),
);

/** Policies that isolate a pod in one direction; none: everything is let through. */
export function isolating(
  direction: 'ingress' | 'egress',
  pod: { namespace: string; labels: ReadonlyMap<string, string> },
  policies: readonly NetworkPolicy[],
): readonly NetworkPolicy[] {
  const own = byNamespace(policies).get(pod.namespace) ?? [];
  return own.filter((policy) => policy[direction] && matchesSelector(policy.podSelector, pod.labels));
}

/** Whether a rule lets a TCP port through, to or from somebody; a port by name never is a port of the mesh. */
export function admitsPort(rule: NetworkRule, number: number): boolean {
  return admitsPortOfPod(rule, { number, protocol: 'TCP', names: [] });
}

/** Whether a rule lets a port through of which containers of the destination declare the names. */
export function admitsPortOfPod(
  { ports }: NetworkRule,
  { number, protocol, names }: { number: number; protocol: string; names: readonly string[] },
): boolean {
  return (
    ports.length === 0 ||
    ports.some((admitted) => {
      const { port, endPort } = admitted;
      if (admitted.protocol !== protocol) return false;
      if (port === undefined || port === number) return true;
      if (typeof port === 'string') return names.includes(port);
      return endPort !== undefined && port <= number && number <= endPort;
    })
  );
}

/** Whether a rule is for pods of the cluster: for everybody, or for those that a selector chooses. */
export function isForPods({ peers }: NetworkRule): boolean {
  return (
    peers.length === 0 ||
    peers.some(({ podSelector, namespaceSelector }) => podSelector !== undefined || namespaceSelector !== undefined)
  );
}

/** Whether a rule is for everybody, or for a range that holds the address. */
export function isForAddress({ peers }: NetworkRule, address: string): boolean {
  const ip = parseIp(address);
  if (peers.length === 0 || ip === undefined) return peers.length === 0;
  return peers.some((peer) => isPeerAddress(peer, ip));
}

/** Whether a peer is a range that holds the address, apart from what the range excepts. */
export function isPeerAddress({ cidr, except }: NetworkRule['peers'][number], ip: IpAddress): boolean {
  return isIn(cidr, ip) && !except.some((range) => isIn(range, ip));
}

function isIn(cidr: string | undefined, ip: IpAddress): boolean {
  const range = cidr === undefined ? undefined : parseRange(cidr);
  return range !== undefined && rangeContains(range, ip);
}
