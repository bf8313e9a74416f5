import { bool, type Extension, type Message, message, messages, text } from '../message.js';

export type NetworkFilterEffect =
  | 'terminal'
  /** Lets every connection through and changes nothing that is decided later. */
  | 'pass'
  | 'rbac'
  | 'cluster from SNI'
  /** A known filter that can close the connection by rules that a bundle does not hold. */
  | 'opaque'
  /** Not a filter of Envoy or Istio that is known here; it might even be a terminal one. */
  | 'unknown';

/** What a network filter does. Types decide, then the last part of the name, which older and newer names share. */
export function effectOf(filter: Extension): NetworkFilterEffect {
  const kind = kindOf(filter);
  switch (kind) {
    case 'mixer':
      return bool(filter.fields.disable_check_calls) === true ? 'pass' : 'opaque';
    case 'wasm':
      return isBuiltInWasm(filter.fields) ? 'pass' : 'opaque';
    case 'set_filter_state':
      return choosesCluster(filter.fields) ? 'opaque' : 'pass';
    default:
      return effects.get(kind) ?? 'unknown';
  }
}

/** The common name of a filter: `http_connection_manager` for `envoy.http_connection_manager`. */
export function kindOf({ type, name, fields }: Extension): string {
  const known = kindOfType.get(type);
  if (known !== undefined) return known;
  const whole = text(fields['@type']);
  return whole !== undefined && sharedTypes.has(type) ? packageOf(whole) : lastPart(name);
}

/** Types of which several filters have one; their packages tell them apart. */
const sharedTypes: ReadonlySet<string> = new Set(['Config', 'FilterConfig', 'PluginConfig']);

/** `set_filter_state` of `envoy.extensions.filters.network.set_filter_state.v3.Config`. */
function packageOf(type: string): string {
  const parts = type.split(/[./]/).slice(0, -1);
  return parts.findLast((part) => !/^v\d/.test(part)) ?? '';
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Types whose filter may have any name. */
const kindOfType: ReadonlyMap<string, string> = new Map([
  ['HttpConnectionManager', 'http_connection_manager'],
  ['EnvoyMobileHttpConnectionManager', 'http_connection_manager'],
  ['TcpProxy', 'tcp_proxy'],
  ['RedisProxy', 'redis_proxy'],
  ['ThriftProxy', 'thrift_proxy'],
  ['DubboProxy', 'dubbo_proxy'],
  ['GenericProxy', 'generic_proxy'],
  ['Echo', 'echo'],
  ['RBAC', 'rbac'],
  ['SniCluster', 'sni_cluster'],
  ['MongoProxy', 'mongo_proxy'],
  ['MySQLProxy', 'mysql_proxy'],
  ['PostgresProxy', 'postgres_proxy'],
  ['ZooKeeperProxy', 'zookeeper_proxy'],
  ['KafkaBroker', 'kafka_broker'],
  ['MetadataExchange', 'metadata_exchange'],
  ['Wasm', 'wasm'],
  ['ExtAuthz', 'ext_authz'],
  ['RateLimit', 'ratelimit'],
  ['LocalRateLimit', 'local_ratelimit'],
  ['ConnectionLimit', 'connection_limit'],
  ['ClientSSLAuth', 'client_ssl_auth'],
]);

const effects: ReadonlyMap<string, NetworkFilterEffect> = new Map([
  ['http_connection_manager', 'terminal'],
  ['tcp_proxy', 'terminal'],
  ['redis_proxy', 'terminal'],
  ['thrift_proxy', 'terminal'],
  ['dubbo_proxy', 'terminal'],
  ['generic_proxy', 'terminal'],
  ['rocketmq_proxy', 'terminal'],
  ['echo', 'terminal'],
  ['direct_response', 'terminal'],
  ['rbac', 'rbac'],
  ['sni_cluster', 'cluster from SNI'],
  ['mongo_proxy', 'pass'],
  ['mysql_proxy', 'pass'],
  ['postgres_proxy', 'pass'],
  ['zookeeper_proxy', 'pass'],
  ['kafka_broker', 'pass'],
  ['metadata_exchange', 'pass'],
  ['stats', 'pass'],
  ['stackdriver', 'pass'],
  ['connect_authority', 'pass'],
  ['set_dst_address', 'pass'],
  ['forward_downstream_sni', 'pass'],
  // Istio's network filter that reads the peer's identity, and in plaintext finds none.
  ['istio_authn', 'pass'],
  ['authn', 'pass'],
  ['ext_authz', 'opaque'],
  ['ratelimit', 'opaque'],
  ['local_ratelimit', 'opaque'],
  ['connection_limit', 'opaque'],
  ['client_ssl_auth', 'opaque'],
  // Of Istio 1.1 to 1.10: closes when the SNI is not that of the certificate; rewrites the cluster that the SNI gave.
  ['sni_verifier', 'opaque'],
  ['tcp_cluster_rewrite', 'opaque'],
]);

/** Istio 1.5 to 1.17 ran its own telemetry and peer exchange as plug-ins that are compiled in; others came from users. */
function isBuiltInWasm(fields: Message): boolean {
  const machine = message(message(fields.config).vm_config);
  return text(machine.runtime) === 'envoy.wasm.runtime.null';
}

/** A TCP proxy takes its cluster from this filter state, when it is set. */
function choosesCluster(fields: Message): boolean {
  return messages(fields.on_new_connection).some(({ object_key }) => text(object_key) === 'envoy.tcp_proxy.cluster');
}
