import { bool, isMessage, type Message, message, messages, number, text } from '../message.js';
import { prepared } from '../prepared.js';

/** Where a connection manager has its routes. */
export type RouteSource =
  | { kind: 'inline'; config: Message }
  /** The name of a dynamic route configuration. */
  | { kind: 'rds'; name: string }
  | { kind: 'scoped'; config: Message }
  | { kind: 'none' };

/** What of a HttpConnectionManager says where a request goes next; the rest is read from `config` by who applies it. */
export interface ConnectionManager {
  statPrefix?: string;
  codec: 'AUTO' | 'HTTP1' | 'HTTP2' | 'HTTP3';
  routes: RouteSource;
  /** The source address is the peer's, and `trustedHops` of X-Forwarded-For count in front of it. */
  useRemoteAddress: boolean;
  trustedHops: number;
  /** HTTP filters in the order in which they run. */
  filters: readonly Message[];
  config: Message;
}

/** Reads the configuration of a HttpConnectionManager, v2 or v3, in snake_case. */
export const connectionManager: (config: Message) => ConnectionManager = prepared((config: Message) => {
  const statPrefix = text(config.stat_prefix);
  return {
    codec: codecOf(config.codec_type),
    routes: routesOf(config),
    useRemoteAddress: bool(config.use_remote_address) ?? false,
    trustedHops: number(config.xff_num_trusted_hops) ?? 0,
    filters: messages(config.http_filters),
    config,
    ...(statPrefix !== undefined && { statPrefix }),
  };
});

function routesOf(config: Message): RouteSource {
  if (isMessage(config.route_config)) return { kind: 'inline', config: config.route_config };
  const name = text(message(config.rds).route_config_name);
  if (name !== undefined) return { kind: 'rds', name };
  return isMessage(config.scoped_routes) ? { kind: 'scoped', config: config.scoped_routes } : { kind: 'none' };
}

function codecOf(value: unknown): ConnectionManager['codec'] {
  return value === 'HTTP1' || value === 'HTTP2' || value === 'HTTP3' ? value : 'AUTO';
}
