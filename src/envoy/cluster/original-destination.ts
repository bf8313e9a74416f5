import { parseIp } from '../../core/ip.js';
import { bool, type Message, message, number, text } from '../message.js';
import { type EndpointAddress, hostAndPort } from './upstream-host.js';

/** What a cluster of type ORIGINAL_DST may take its host from. */
export interface OriginalDestination {
  /** Set by a filter before: filter state `envoy.network.transport_socket.original_dst_address`, or metadata. */
  override?: string;
  /** `address:port` that a listener filter or the capture restored; absent: the connection has none. */
  restored?: string;
  /** A header of the request. */
  header?: (name: string) => string | undefined;
}

const overrideHeader = 'x-envoy-original-dst-host';

/** The one host of such a cluster, or none, which Envoy answers like a cluster without endpoints. */
export function originalDestination(cluster: Message, from: OriginalDestination): EndpointAddress | undefined {
  const config = message(cluster.original_dst_lb_config);
  const name = text(config.http_header_name) ?? overrideHeader;
  const header = bool(config.use_http_header) === true ? from.header?.(name) : undefined;
  const chosen = [from.override, header, from.restored].map(split).find((found) => found !== undefined);
  if (chosen === undefined) return undefined;
  return { address: hostAndPort(chosen.host, number(config.upstream_port_override) ?? chosen.port), kind: 'ip' };
}

function split(address: string | undefined): { host: string; port: number } | undefined {
  if (address === undefined) return undefined;
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = address.slice(colon + 1);
  return parseIp(host) !== undefined && /^\d{1,5}$/.test(port) ? { host, port: Number(port) } : undefined;
}
