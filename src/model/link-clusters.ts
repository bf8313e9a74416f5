import { present } from './build/context.js';
import type {
  ConnectedProxies,
  ControlPlaneVersion,
  Facet,
  MeshCluster,
  MeshModel,
  PodRef,
  ProxySync,
} from './facets.js';
import { servesProxies } from './lookup/control-plane.js';

/**
 * Joins the clusters of one mesh: each gets to see all of them, and what a control plane says of a proxy goes to the
 * cluster that the proxy runs in. A cluster without a control plane is served by those of the others (the primary-remote
 * installation of Istio).
 */
export function linkClusters<C extends MeshCluster>(clusters: readonly C[]): readonly C[] {
  const linked: C[] = [];
  const synced = proxiesAtHome(clusters);
  const servers = clusters.filter(({ model }) => hasControlPlane(model));
  for (const cluster of clusters) {
    const { model } = cluster;
    linked.push({
      ...cluster,
      model: {
        ...model,
        clusters: present(linked, { seen: clusters.length }),
        proxySync: withGuests(model.proxySync, synced.get(cluster) ?? []),
        ...(servers.length > 0 && !hasControlPlane(model) && servedBy(servers, model)),
      },
    });
  }
  return linked;
}

function hasControlPlane({ pods }: MeshModel): boolean {
  return pods.state === 'absent' || pods.value.some(servesProxies);
}

/** What control planes say about each proxy, by the cluster that has its pod; by the one that said it when none has. */
function proxiesAtHome(clusters: readonly MeshCluster[]): ReadonlyMap<MeshCluster, readonly ProxySync[]> {
  const pods = clusters.map(({ model }) => podNames(model));
  const found = new Map<MeshCluster, ProxySync[]>(clusters.map((cluster) => [cluster, []]));
  for (const [index, teller] of clusters.entries()) {
    if (teller.model.proxySync.state === 'absent') continue;
    for (const proxy of teller.model.proxySync.value) {
      const name = keyOf(proxy.pod);
      const place = pods[index]?.has(name) ? index : pods.findIndex((names) => names.has(name));
      const home = clusters[place] ?? teller;
      found.get(home)?.push(home === teller ? proxy : { ...proxy, source: { ...proxy.source, bundle: teller.bundle } });
    }
  }
  return found;
}

function podNames({ pods }: MeshModel): ReadonlySet<string> {
  return new Set(pods.state === 'present' ? pods.value.map(keyOf) : []);
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}

function withGuests(own: Facet<readonly ProxySync[]>, proxies: readonly ProxySync[]): MeshModel['proxySync'] {
  if (own.state === 'present') return { ...own, value: proxies };
  return proxies.length === 0 ? own : present(proxies);
}

function servedBy(servers: readonly MeshCluster[], own: MeshModel): Partial<MeshModel> {
  const lists: Facet<ConnectedProxies>[] = servers.map(({ model }) => model.connectedProxies);
  const versions = servers.flatMap(({ bundle, model }): ControlPlaneVersion[] =>
    model.controlPlaneVersions.state === 'absent'
      ? []
      : model.controlPlaneVersions.value.map((version) => ({ ...version, source: { ...version.source, bundle } })),
  );
  return {
    connectedProxies: lists.find(({ state }) => state === 'absent') ?? allConnected(servers),
    controlPlaneVersions: versions.length > 0 ? present(versions) : own.controlPlaneVersions,
  };
}

function allConnected(servers: readonly MeshCluster[]): MeshModel['connectedProxies'] {
  const heard = servers.flatMap(({ bundle, model }) =>
    model.connectedProxies.state === 'absent' ? [] : [{ bundle, ...model.connectedProxies.value }],
  );
  return present({
    pods: new Set(heard.flatMap(({ pods }) => [...pods])),
    lists: heard.flatMap(({ bundle, lists }) => lists.map((list) => ({ ...list, source: { ...list.source, bundle } }))),
  });
}
