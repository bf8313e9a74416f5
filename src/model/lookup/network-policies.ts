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
export function admitsPort({ ports }: NetworkRule, number: number): boolean {
  return (
    ports.length === 0 ||
    ports.some(({ protocol, port, endPort }) => {
      if (protocol !== 'TCP') return false;
      if (port === undefined || port === number) return true;
      return typeof port === 'number' && endPort !== undefined && port <= number && number <= endPort;
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
  return peers.some(({ cidr, except }) => isIn(cidr, ip) && !except.some((range) => isIn(range, ip)));
}

function isIn(cidr: string | undefined, ip: IpAddress): boolean {
  const range = cidr === undefined ? undefined : parseRange(cidr);
  return range !== undefined && rangeContains(range, ip);
}
