import { z } from 'zod';
import type { EnvoyRoute, EnvoyRouteConfiguration, EnvoyVirtualHost } from './artifact.js';
import { configSource, message, metadata, text, texts } from './message.js';

/** Of Envoy's RouteAction and TcpProxy alike. An absent weight is 0. */
export const weightedClusters = message({
  clusters: z.array(message({ name: text.default(''), weight: z.number().default(0) })).default([]),
});

const route = message({
  name: text.optional(),
  route: message({ cluster: text.optional(), weighted_clusters: weightedClusters.optional() }).optional(),
  metadata,
});

const virtualHost = message({ name: text.default(''), domains: texts, routes: z.array(route).default([]) });

export const routeConfiguration = message({ name: text.default(''), virtual_hosts: z.array(virtualHost).default([]) });

/** `share` returns an equal virtual host that is known already: most are the same in every namespace. */
export function distilRouteConfiguration(
  found: z.infer<typeof routeConfiguration>,
  share: (host: EnvoyVirtualHost) => EnvoyVirtualHost = (host) => host,
): EnvoyRouteConfiguration {
  return { name: found.name, virtualHosts: found.virtual_hosts.map((host) => share(distilVirtualHost(host))) };
}

function distilVirtualHost({ name, domains, routes }: z.infer<typeof virtualHost>): EnvoyVirtualHost {
  return { name, domains, routes: routes.map(distilRoute) };
}

function distilRoute({ name, route: action, metadata: found }: z.infer<typeof route>): EnvoyRoute {
  const source = configSource(found);
  return {
    ...(name && { name }),
    clusters: destinations(action?.cluster, action?.weighted_clusters),
    ...(source !== undefined && { config: source.name }),
  };
}

/** Clusters that traffic can go to: those of weight 0 never get any. */
export function destinations(
  cluster: string | undefined,
  weighted: z.infer<typeof weightedClusters> | undefined,
): string[] {
  const chosen = (weighted?.clusters ?? []).filter(({ name, weight }) => name !== '' && weight > 0);
  return [...(cluster ? [cluster] : []), ...chosen.map(({ name }) => name)];
}
