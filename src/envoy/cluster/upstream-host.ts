import { parseIp } from '../../core/ip.js';
import { type Message, message, messages, number, text } from '../message.js';
import { type HostHealth, healthOfStatus } from './health.js';

/** One endpoint of an Envoy cluster. */
export interface UpstreamHost {
  /** `10.0.0.1:8080`, `[2001:db8::1]:8080`, `example.com:443`, the path of a socket, or the name of a listener. */
  address: string;
  kind: AddressKind;
  health: HostHealth;
  /** Outlier detection of the running proxy has taken it out; known from captured health only. */
  ejected?: true;
  weight: number;
  priority: number;
  /** Share of its locality where localities are weighted; absent there: the locality gets nothing. */
  localityWeight?: number;
  lbEndpoint: Message;
  /** The LocalityLbEndpoints that it stands in. */
  group: Message;
  /** The cluster that names it: a member, where the cluster that was asked for is an aggregate. */
  cluster: Message;
}

/** `internal` is a listener inside the same Envoy. */
export type AddressKind = 'ip' | 'name' | 'pipe' | 'internal';

export interface EndpointAddress {
  address: string;
  kind: AddressKind;
}

/** Reads an Address message; absent when it is none of the known forms. */
export function endpointAddress(value: unknown): EndpointAddress | undefined {
  const found = message(value);
  const socket = message(found.socket_address);
  const host = text(socket.address);
  if (host !== undefined) {
    const kind = parseIp(host) === undefined ? 'name' : 'ip';
    return { address: hostAndPort(host, number(socket.port_value) ?? 0), kind };
  }
  const path = text(message(found.pipe).path);
  if (path !== undefined) return { address: path, kind: 'pipe' };
  const listener = text(message(found.envoy_internal_address).server_listener_name);
  return listener === undefined ? undefined : { address: listener, kind: 'internal' };
}

/** As Envoy prints it: addresses of IPv6 stand in brackets. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Hosts of a list of LocalityLbEndpoints. */
export function hostsOfGroups(groups: unknown, cluster: Message): readonly UpstreamHost[] {
  return messages(groups).flatMap((group) =>
    messages(group.lb_endpoints).flatMap((lbEndpoint) => hostOf(lbEndpoint, group, cluster) ?? []),
  );
}

function hostOf(lbEndpoint: Message, group: Message, cluster: Message): UpstreamHost | undefined {
  const address = endpointAddress(message(lbEndpoint.endpoint).address);
  if (address === undefined) return undefined;
  const localityWeight = number(group.load_balancing_weight);
  return {
    ...address,
    health: healthOfStatus(text(lbEndpoint.health_status)),
    weight: number(lbEndpoint.load_balancing_weight) ?? 1,
    priority: number(group.priority) ?? 0,
    ...(localityWeight !== undefined && localityWeight > 0 && { localityWeight }),
    lbEndpoint,
    group,
    cluster,
  };
}

/** The addresses that clusters of Envoy API v2 list themselves (`hosts`, Istio 1.0). */
export function hostsOfCluster(cluster: Message): readonly UpstreamHost[] {
  const lbEndpoints = messages(cluster.hosts).map((address) => ({ endpoint: { address } }));
  return hostsOfGroups([{ lb_endpoints: lbEndpoints }], cluster);
}

/** The address that a host with an internal address stands for: what the listener inside Envoy tunnels to. */
export function tunnelledAddress({ lbEndpoint }: UpstreamHost): string | undefined {
  const metadata = message(message(lbEndpoint.metadata).filter_metadata);
  return (
    text(message(metadata['envoy.filters.listener.original_dst']).local) ?? text(message(metadata.tunnel).destination)
  );
}
