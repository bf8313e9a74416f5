import type { Evidence } from '../../core/evidence.js';
import type { NonEmpty } from '../../core/non-empty.js';
import type { Facet, MeshNetwork, PushProblem, WatchedCluster } from '../facets.js';
import { groupBy } from '../lookup/derive.js';
import { absentKinds, type BuildContext, present } from './context.js';

/** The Kubernetes clusters that replicas of istiod watch (debug/clusterz); each replica tells of its own. */
export function buildWatchedClusters({ artifacts }: BuildContext): Facet<readonly WatchedCluster[]> {
  const pages = artifacts.of('clusterz');
  if (pages.length === 0) return absentKinds(artifacts, 'list of watched clusters (debug/clusterz)', 'clusterz');
  return present(
    pages.flatMap(({ path, value }) =>
      value.clusters.map(({ pointer, ...cluster }) => ({ ...cluster, source: { path, pointer } })),
    ),
  );
}

/** What replicas of istiod or Pilot noticed while they made configuration (debug/push_status). */
export function buildPushProblems({ artifacts }: BuildContext): Facet<readonly PushProblem[]> {
  const pages = artifacts.of('push-status');
  if (pages.length === 0) return absentKinds(artifacts, 'push status (debug/push_status)', 'push-status');
  return present(
    pages.flatMap(({ path, value }) =>
      value.problems.map(({ pointer, ...problem }) => ({ ...problem, source: { path, pointer } })),
    ),
  );
}

/**
 * Networks by their gateways (debug/networkz), and by the endpoints in them (debug/endpointShardz or debug/endpointz).
 * Each replica knows all of them once it has read every cluster.
 */
export function buildNetworks({ artifacts }: BuildContext): Facet<readonly MeshNetwork[]> {
  const pages = artifacts.of('networkz');
  if (pages.length === 0) return absentKinds(artifacts, 'list of network gateways (debug/networkz)', 'networkz');
  const counted = artifacts.of('endpointz').filter(({ value }) => value.networks.size > 0);
  const parts: readonly NetworkPart[] = [
    ...pages.flatMap(({ path, value }) =>
      value.gateways.map(({ pointer, network, ...gateway }) => ({ network, gateway, source: { path, pointer } })),
    ),
    ...counted.flatMap(({ path, value }) =>
      [...value.networks].map(([network, endpoints]) => ({ network, endpoints, source: { path } })),
    ),
  ];
  const named = groupBy(
    parts.filter(({ network }) => network !== ''),
    ({ network }) => network,
  );
  return present([...named].map(([name, own]) => networkOf(name, own, counted.length > 0)));
}

interface NetworkPart {
  network: string;
  gateway?: MeshNetwork['gateways'][number];
  endpoints?: number;
  source: Evidence;
}

function networkOf(name: string, parts: NonEmpty<NetworkPart>, isCounted: boolean): MeshNetwork {
  const gateways = new Map(parts.flatMap(({ gateway }) => (gateway === undefined ? [] : [[gateway.address, gateway]])));
  return {
    name,
    gateways: [...gateways.values()],
    ...(isCounted && { endpoints: Math.max(...parts.map(({ endpoints = 0 }) => endpoints)) }),
    source: parts[0].source,
  };
}

/** Every host that a replica of the control plane knows, from any registry (debug/registryz, debug/endpointz). */
export function buildRegistryHosts({ artifacts }: BuildContext): Facet<ReadonlySet<string>> {
  const pages = [...artifacts.of('registryz'), ...artifacts.of('endpointz')];
  if (pages.length === 0)
    return absentKinds(artifacts, 'service registry of the control plane (debug/registryz)', 'registryz', 'endpointz');
  const hosts = new Set(pages.flatMap(({ value }) => [...value.hosts]));
  return present(hosts, { seen: hosts.size });
}
