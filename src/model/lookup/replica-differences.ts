import type { PodSpec, ProxyConfig } from '../facets.js';
import { groupBy } from './derive.js';
import { specOf } from './pods.js';

export type HeldSort = 'clusters' | 'listeners' | 'routes';

/** A proxy that lacks what all other replicas of its workload have, or has what none of them does. */
export interface ReplicaDifference {
  proxy: ProxyConfig;
  sort: HeldSort;
  kind: 'lacks' | 'extra';
  /** Names of clusters, listeners or virtual hosts, sorted. */
  names: readonly string[];
  /** The other replicas. */
  others: readonly ProxyConfig[];
}

const sorts: readonly HeldSort[] = ['clusters', 'listeners', 'routes'];
/** With two nobody could say which one is odd. */
const fewest = 3;

/**
 * istiod sends the replicas of a workload the same clusters, listeners and routes. Pods of different templates may differ by
 * right (Sidecars and EnvoyFilters select by label), and so may proxies of different releases. Differences that a push after
 * `start` of the capture explains are left out: dumps are not taken at one moment.
 */
export function replicaDifferences(
  proxyConfigs: readonly ProxyConfig[],
  podSpecs: readonly PodSpec[] | undefined,
  start: number,
): readonly ReplicaDifference[] {
  const whole = proxyConfigs.filter(
    ({ partial, warming, rejected }) => !partial && warming.length === 0 && rejected.length === 0,
  );
  const groups = groupBy(whole, (proxy) =>
    JSON.stringify([proxy.pod.namespace, proxy.workload, proxy.istioVersion, templateOf(proxy, podSpecs)]),
  );
  return [...groups.values()].flatMap((replicas) =>
    replicas.length < fewest
      ? []
      : sorts.flatMap((sort) => (isSettled(replicas, sort, start) ? differencesOf(replicas, sort) : [])),
  );
}

function templateOf({ pod }: ProxyConfig, podSpecs: readonly PodSpec[] | undefined): string | undefined {
  const labels = specOf(podSpecs, pod)?.labels;
  return labels?.get('pod-template-hash') ?? labels?.get('controller-revision-hash');
}

function isSettled(replicas: readonly ProxyConfig[], sort: HeldSort, start: number): boolean {
  return replicas.every(({ updated }) => {
    const time = updated[sort];
    return time !== undefined && Date.parse(time) < start;
  });
}

function differencesOf(replicas: readonly ProxyConfig[], sort: HeldSort): ReplicaDifference[] {
  const holders = new Map<string, ProxyConfig[]>();
  for (const proxy of replicas) {
    for (const name of namesIn(proxy, sort)) {
      const known = holders.get(name);
      if (known === undefined) holders.set(name, [proxy]);
      else known.push(proxy);
    }
  }
  return replicas.flatMap((proxy) => {
    const lacks: string[] = [];
    const extra: string[] = [];
    for (const [name, having] of holders) {
      if (having.length === replicas.length - 1 && !having.includes(proxy)) lacks.push(name);
      if (having.length === 1 && having[0] === proxy) extra.push(name);
    }
    const others = replicas.filter((other) => other !== proxy);
    const found = (kind: 'lacks' | 'extra', names: string[]) =>
      names.length === 0 ? [] : [{ proxy, sort, kind, names: names.sort(), others }];
    return [...found('lacks', lacks), ...found('extra', extra)];
  });
}

/** Up to Istio 1.2 inbound listeners carry the pod's own address in their name. */
function namesIn(proxy: ProxyConfig, sort: HeldSort): ReadonlySet<string> {
  const items = (section: { dynamic: boolean; items: readonly { name: string }[] }) =>
    section.dynamic ? section.items : [];
  if (sort === 'clusters') return new Set(proxy.clusters.flatMap(items).map(({ name }) => name));
  if (sort === 'listeners')
    return new Set(
      proxy.listeners
        .flatMap((section) => (section.dynamic ? section.items : []))
        .flatMap(({ name, direction, port, bindToPort }) =>
          direction === 'INBOUND' || (!bindToPort && direction === undefined && port !== undefined) ? [] : [name],
        ),
    );
  const tables = proxy.routes.flatMap((section) => (section.dynamic ? section.items : []));
  return new Set(
    tables.flatMap(({ name, virtualHosts }) => virtualHosts.map((host) => `${host.name} (routes ${name})`)),
  );
}
