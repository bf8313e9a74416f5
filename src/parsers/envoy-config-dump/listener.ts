import { z } from 'zod';
import type { EnvoyFilterChain, EnvoyListener } from './artifact.js';
import {
  type Address,
  address,
  addressText,
  bool,
  configOf,
  type Extension,
  extension,
  message,
  port,
  text,
  texts,
} from './message.js';
import { destinations, distilRouteConfiguration, routeConfiguration, weightedClusters } from './route.js';
import { chainTls, tlsContext } from './tls.js';

const filterChainMatch = message({
  destination_port: port.optional(),
  server_names: texts,
  transport_protocol: text.optional(),
  application_protocols: texts,
});

const filterChain = message({
  name: text.optional(),
  filter_chain_match: filterChainMatch.optional(),
  filters: z.array(extension).default([]),
  transport_socket: extension.optional(),
  tls_context: tlsContext.optional(),
});

export const listener = message({
  name: text.optional(),
  address: address.optional(),
  filter_chains: z.array(filterChain).default([]),
  default_filter_chain: filterChain.optional(),
  bind_to_port: bool.optional(),
  /** Where `bind_to_port` stood before Envoy 1.16. */
  deprecated_v1: message({ bind_to_port: bool.optional() }).optional(),
  internal_listener: z.unknown().optional(),
  traffic_direction: text.optional(),
});

const httpConnectionManager = message({
  rds: message({ route_config_name: text.optional() }).optional(),
  route_config: routeConfiguration.optional(),
  /** Names alone where the filters were not kept (projection.ts). */
  http_filters: z.array(z.union([text, message({ name: text.default('') }).transform(({ name }) => name)])).catch([]),
});

/** The v1 form inside `value` is what Pilot of Istio 1.0 sends. */
const tcpProxy = message({
  cluster: text.optional(),
  weighted_clusters: weightedClusters.optional(),
  value: message({ route_config: message({ routes: z.array(message({ cluster: text })).default([]) }) }).optional(),
});

export function distilListener(found: z.infer<typeof listener>): EnvoyListener {
  const place = placeOf(found.address, found.internal_listener, found.name);
  const chains = found.filter_chains.map((chain) => distilChain(chain));
  if (found.default_filter_chain !== undefined)
    chains.push({ ...distilChain(found.default_filter_chain), isDefault: true });
  return {
    name: found.name ?? [place.address, place.port].join('_'),
    ...place,
    ...(found.traffic_direction !== undefined && { direction: found.traffic_direction }),
    bindToPort: found.bind_to_port ?? found.deprecated_v1?.bind_to_port ?? true,
    chains,
  };
}

function placeOf(found: Address | undefined, internal: unknown, name = 'unknown'): { address: string; port?: number } {
  const socket = found?.socket_address;
  if (socket !== undefined) return { address: socket.address, port: socket.port_value };
  if (internal !== undefined) return { address: `envoy://${name}` };
  return { address: (found && addressText(found)) ?? 'unknown' };
}

function distilChain(chain: z.infer<typeof filterChain>): EnvoyFilterChain {
  const match = chain.filter_chain_match;
  const tls = chainTls(chain.transport_socket, chain.tls_context);
  const http = chain.filters.filter(isHttp).map((filter) => httpConnectionManager.parse(configOf(filter).fields))[0];
  const httpFilters = http?.http_filters ?? [];
  const tcp = chain.filters.filter(isTcp).map((filter) => tcpProxy.parse(configOf(filter).fields));
  return {
    ...(chain.name && { name: chain.name }),
    ...(match?.destination_port !== undefined && { destinationPort: match.destination_port }),
    serverNames: match?.server_names ?? [],
    ...(match?.transport_protocol && { transportProtocol: match.transport_protocol }),
    applicationProtocols: match?.application_protocols ?? [],
    ...(tls !== undefined && { tls }),
    filters: chain.filters.map((filter) => filter.name),
    ...(httpFilters.length > 0 && { httpFilters }),
    ...(http?.rds?.route_config_name && { rds: http.rds.route_config_name }),
    ...(http?.route_config !== undefined && { inlineRoute: distilRouteConfiguration(http.route_config) }),
    tcpClusters: tcp.flatMap((proxy) => [
      ...destinations(proxy.cluster, proxy.weighted_clusters),
      ...(proxy.value?.route_config.routes ?? []).map((route) => route.cluster),
    ]),
  };
}

function isHttp(filter: Extension): boolean {
  return configOf(filter).type === 'HttpConnectionManager' || filter.name.endsWith('http_connection_manager');
}

function isTcp(filter: Extension): boolean {
  return configOf(filter).type === 'TcpProxy' || filter.name.endsWith('tcp_proxy');
}
