import { parseRange, rangeContains } from '../../core/ip.js';
import { isMessage, type Message, message, messages, number, text } from '../message.js';
import { prepared } from '../prepared.js';
import { socketIp } from '../socket-ip.js';
import { and, type Truth } from '../truth.js';
import type { Connection } from './connection.js';

export interface WeightedCluster {
  name: string;
  /** Share of the sum of all weights; 1 for an only cluster. */
  weight: number;
  /** `metadata_match`, which narrows the endpoints by subset. */
  metadataMatch?: Message;
}

export interface TcpProxy {
  /** The connection goes to one of them; none where `routes` choose. */
  clusters: readonly WeightedCluster[];
  /** The v1 form of Istio 1.0: the first route that holds. */
  routes?: readonly Message[];
  /** Host of the CONNECT request that wraps the connection. */
  tunnelHost?: string;
  config: Message;
}

/** Reads the configuration of a TcpProxy: v3, v2, and the v1 form inside v2 (`deprecated_v1`). */
export const tcpProxy: (config: Message) => TcpProxy = prepared((config: Message) => {
  const old = config.deprecated_v1;
  const form = old === true ? message(config.value) : config;
  const routes = isMessage(old) ? old.routes : message(form.route_config).routes;
  const tunnelHost = text(message(form.tunneling_config).hostname);
  return {
    clusters: clustersOf(form),
    ...(Array.isArray(routes) && { routes: messages(routes) }),
    ...(tunnelHost !== undefined && { tunnelHost }),
    config,
  };
});

/**
 * The clusters that a connection may go to. Empty when no route holds (closed, flag NR); `unknown` when that depends on an
 * address that is not known.
 */
export function tcpClusters(proxy: TcpProxy, connection: Connection): readonly WeightedCluster[] | 'unknown' {
  for (const route of proxy.routes ?? []) {
    const holds = routeHolds(route, connection);
    if (holds === 'unknown') return 'unknown';
    if (holds) return clustersOf(route);
  }
  return proxy.routes === undefined ? proxy.clusters : [];
}

function clustersOf(config: Message): readonly WeightedCluster[] {
  const weighted = messages(message(config.weighted_clusters).clusters);
  if (weighted.length > 0) return weighted.flatMap(clusterOf);
  return clusterOf({ name: config.cluster, weight: 1, metadata_match: config.metadata_match });
}

function clusterOf({ name, weight, metadata_match }: Message): readonly WeightedCluster[] {
  const cluster = text(name);
  if (cluster === undefined) return [];
  const metadataMatch = isMessage(metadata_match) && { metadataMatch: metadata_match };
  return [{ name: cluster, weight: number(weight) ?? 0, ...metadataMatch }];
}

function routeHolds(route: Message, connection: Connection): Truth {
  return and([
    inAddresses(route.destination_ip_list, connection.destinationIp),
    inPorts(route.destination_ports, connection.destinationPort),
    inAddresses(route.source_ip_list, connection.sourceIp),
    inPorts(route.source_ports, connection.sourcePort),
  ]);
}

/** A list of `10.0.0.0/8` (v1) or of CidrRange (v2); none takes everything. */
function inAddresses(list: unknown, address: string | undefined): Truth {
  if (!Array.isArray(list) || list.length === 0) return true;
  const ip = socketIp(address ?? '');
  if (ip === undefined) return 'unknown';
  return list.some((item: unknown) => {
    const range = parseRange(typeof item === 'string' ? item : cidrText(message(item)));
    return range !== undefined && rangeContains(range, ip);
  });
}

function cidrText({ address_prefix, prefix_len }: Message): string {
  return `${text(address_prefix) ?? ''}/${number(prefix_len) ?? 0}`;
}

/** `80,8000-8100`, ends included; none takes everything. */
function inPorts(list: unknown, port: number | undefined): Truth {
  const ranges = text(list) ?? '';
  if (ranges === '') return true;
  if (port === undefined) return 'unknown';
  return ranges.split(',').some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
}
