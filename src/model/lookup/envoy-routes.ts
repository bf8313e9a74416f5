import type { EnvoyCluster, EnvoyRouteConfiguration, ProxyConfig } from '../facets.js';
import { derivedOnce } from './derive.js';
import { outboundName } from './envoy-names.js';

/** What the configuration dumps in a bundle have and use, over all proxies. */
export interface EnvoyRoutes {
  /** Hosts that some proxy has an Envoy cluster for. */
  hosts: ReadonlySet<string>;
  /** Subsets that some proxy has an Envoy cluster for, as `subset host`. */
  subsets: ReadonlySet<string>;
  /** Subsets that some proxy routes requests to, as `subset host`. */
  routedSubsets: ReadonlySet<string>;
}

/** Proxies share most of their elements: each one is looked at once. */
export const envoyRoutes = derivedOnce((proxyConfigs: readonly ProxyConfig[]): EnvoyRoutes => {
  const clusters = new Set<EnvoyCluster>();
  const routes = new Set<EnvoyRouteConfiguration>();
  for (const config of proxyConfigs) {
    for (const { items } of config.clusters) for (const cluster of items) clusters.add(cluster);
    for (const { items } of config.routes) for (const route of items) routes.add(route);
  }
  const hosts = new Set<string>();
  const subsets = new Set<string>();
  for (const { host, subset } of clusters) {
    if (host === undefined) continue;
    hosts.add(host);
    if (subset !== undefined) subsets.add(`${subset} ${host}`);
  }
  const routed = [...routes].flatMap(({ virtualHosts }) => virtualHosts.flatMap((virtualHost) => virtualHost.routes));
  const routedSubsets = new Set(routed.flatMap((route) => route.clusters.flatMap((name) => subsetOf(name) ?? [])));
  return { hosts, subsets, routedSubsets };
});

/** `subset host` of an outbound cluster's name; absent when it names no subset. */
export function subsetOf(cluster: string): string | undefined {
  const name = outboundName(cluster);
  return name?.subset === undefined ? undefined : `${name.subset} ${name.host}`;
}
