import { bool, isMessage, type Message, message, number } from '../message.js';
import type { PriorityHosts } from './priority-load.js';
import type { UpstreamHost } from './upstream-host.js';

/** The hosts of one priority: load is spread over these sets. */
export interface HostSet extends PriorityHosts {
  members: readonly UpstreamHost[];
}

/** Priorities of Envoy go from 0 to 128. */
const highestPriority = 128;
const defaultOverprovisioning = 140;
const defaultPanicThreshold = 50;

/** One set for each priority, from 0 to the last that has hosts. `policy` is of the ClusterLoadAssignment. */
export function hostSets(hosts: readonly UpstreamHost[], policy: Message): readonly HostSet[] {
  const overprovisioning = number(policy.overprovisioning_factor) ?? defaultOverprovisioning;
  const isWeighted = bool(policy.weighted_priority_health) === true;
  const byPriority: UpstreamHost[][] = [];
  for (const host of hosts) {
    const at = Math.min(Math.max(host.priority, 0), highestPriority);
    while (byPriority.length <= at) byPriority.push([]);
    byPriority[at]?.push(host);
  }
  return byPriority.map((members) => ({
    members,
    overprovisioning,
    ...counts(members, () => 1),
    ...(isWeighted && { weights: counts(members, ({ weight }) => weight) }),
  }));
}

function counts(members: readonly UpstreamHost[], weigh: (host: UpstreamHost) => number) {
  const total = (health?: UpstreamHost['health']) =>
    members.reduce((sum, host) => (health === undefined || host.health === health ? sum + weigh(host) : sum), 0);
  return { hosts: total(), healthy: total('healthy'), degraded: total('degraded') };
}

/** In percent; Istio sets 0 with outlier detection, else leaves Envoy's default of 50. */
export function panicThreshold(cluster: Message): number {
  const configured = message(cluster.common_lb_config).healthy_panic_threshold;
  if (!isMessage(configured)) return defaultPanicThreshold;
  return Math.min(100, Math.max(0, Math.trunc(number(configured) ?? 0)));
}

export function failsOnPanic(cluster: Message): boolean {
  return bool(message(message(cluster.common_lb_config).zone_aware_lb_config).fail_traffic_on_panic) === true;
}

/** Hosts of this health that get load: with weighted localities only those whose locality has a weight, if any has. */
export function hostsInUse(set: HostSet, health: UpstreamHost['health'], cluster: Message): readonly UpstreamHost[] {
  const hosts = set.members.filter((host) => host.health === health);
  if (!isMessage(message(cluster.common_lb_config).locality_weighted_lb_config)) return hosts;
  const weighted = hosts.filter(({ localityWeight }) => localityWeight !== undefined);
  return weighted.length > 0 ? weighted : hosts;
}
