import { isMessage, type Message, message, messages, text, texts } from '../message.js';
import { type HostSet, hostSets } from './host-sets.js';
import { type RuntimeHealth, withRuntimeHealth } from './runtime-health.js';
import { hostsOfCluster, hostsOfGroups, type UpstreamHost } from './upstream-host.js';

/** A cluster and what is known of its endpoints. */
export interface KnownCluster {
  cluster: Message;
  /** ClusterLoadAssignment of the endpoints dump; null or absent: not captured. */
  assignment?: Message | null;
  health?: RuntimeHealth;
}

/** Where the hosts of a cluster come from. */
export type Discovery =
  | { kind: 'eds' | 'static' | 'dns' | 'original-destination' | 'forward-proxy' }
  /** Names of clusters, in the order of priority. */
  | { kind: 'aggregate'; clusters: readonly string[] }
  | { kind: 'unknown'; name: string };

/** A cluster without a type is STATIC. */
export function discoveryOf(cluster: Message): Discovery {
  if (isMessage(cluster.cluster_type)) return customDiscovery(cluster.cluster_type);
  const type = text(cluster.type) ?? 'STATIC';
  if (type === 'EDS') return { kind: 'eds' };
  if (type === 'STATIC') return { kind: 'static' };
  if (type === 'STRICT_DNS' || type === 'LOGICAL_DNS') return { kind: 'dns' };
  return type === 'ORIGINAL_DST' ? { kind: 'original-destination' } : { kind: 'unknown', name: type };
}

function customDiscovery(custom: Message): Discovery {
  const name = text(custom.name) ?? '';
  const config = message(custom.typed_config);
  if (name === 'envoy.clusters.aggregate') return { kind: 'aggregate', clusters: texts(config.clusters) };
  if (name === 'envoy.clusters.dynamic_forward_proxy') return { kind: 'forward-proxy' };
  // The extension that replaces STRICT_DNS and LOGICAL_DNS (Envoy 1.34).
  return name === 'envoy.clusters.dns' ? { kind: 'dns' } : { kind: 'unknown', name };
}

/** The hosts of a cluster by priority, or why they are not known. */
export type ClusterHosts =
  /** `areNames`: of DNS clusters, whose addresses were not captured. */
  { sets: readonly HostSet[]; areNames: boolean } | { unknown: string };

/** Hosts of a cluster of type EDS, STATIC, STRICT_DNS or LOGICAL_DNS. */
export function clusterHosts({ cluster, assignment, health }: KnownCluster): ClusterHosts {
  const { kind } = discoveryOf(cluster);
  const own = isMessage(cluster.load_assignment) ? cluster.load_assignment : undefined;
  // An assignment from the dump of a DNS cluster holds what its names were resolved to.
  const found = kind === 'static' ? (own ?? assignment ?? undefined) : (assignment ?? own);
  if (kind === 'eds' && !isMessage(assignment)) return { unknown: 'endpoints not captured' };
  const groups = messages(found?.endpoints);
  if (groups.some((group) => isMessage(group.leds_cluster_locality_config)))
    return { unknown: 'endpoints of a locality come by their own discovery' };
  const hosts: readonly UpstreamHost[] = [...hostsOfGroups(groups, cluster), ...hostsOfCluster(cluster)];
  const areNames = kind === 'dns' && hosts.some((host) => host.kind === 'name');
  return { sets: hostSets(withRuntimeHealth(hosts, health), message(found?.policy)), areNames };
}
