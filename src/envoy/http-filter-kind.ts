import { type Extension, isMessage, type Message, message, text } from './message.js';

/** What a filter of the connection manager does, as far as it matters for whether a request gets through. */
export type HttpFilterKind =
  | 'rbac'
  | 'jwt'
  | 'old-jwt'
  | 'istio-authn'
  | 'ext-authz'
  | 'fault'
  | 'cors'
  | 'mixer'
  | 'local-ratelimit'
  | 'router'
  /** Changes nothing that decides. */
  | 'passive'
  /** May answer or change the request in ways that no configuration tells. */
  | 'opaque';

/** By type; names are free since the v3 API. */
const kindsByType: ReadonlyMap<string, HttpFilterKind> = new Map([
  ['RBAC', 'rbac'],
  ['JwtAuthentication', 'jwt'],
  ['ExtAuthz', 'ext-authz'],
  ['HTTPFault', 'fault'],
  ['Cors', 'cors'],
  ['Router', 'router'],
  ['LocalRateLimit', 'local-ratelimit'],
]);

/** By name without the prefixes that it had over time: `envoy.fault`, `envoy.filters.http.fault`. */
const kindsByName: ReadonlyMap<string, HttpFilterKind> = new Map([
  ['rbac', 'rbac'],
  ['jwt_authn', 'jwt'],
  ['ext_authz', 'ext-authz'],
  ['fault', 'fault'],
  ['cors', 'cors'],
  ['router', 'router'],
  ['local_ratelimit', 'local-ratelimit'],
  ['mixer', 'mixer'],
  ['istio_authn', 'istio-authn'],
]);

const passiveTypes: ReadonlySet<string> = new Set([
  'Buffer',
  'Compressor',
  'Decompressor',
  'GrpcWeb',
  'Gzip',
  'HeaderToMetadata',
  'OnDemand',
  'OriginalSrc',
  'StatefulSession',
  'Tap',
  'UpstreamCodec',
]);

const passiveNames: ReadonlySet<string> = new Set([
  'buffer',
  'compressor',
  'decompressor',
  'grpc_http1_bridge',
  'grpc_stats',
  'grpc_web',
  'gzip',
  'header_to_metadata',
  'on_demand',
  'original_src',
  'set_filter_state',
  'stateful_session',
  'tap',
  'upstream_codec',
  'istio.alpn',
  'istio.metadata_exchange',
  'istio.stackdriver',
  'istio.stats',
  'waypoint_downstream_peer_metadata',
  'waypoint_upstream_peer_metadata',
  'connect_authority',
]);

export function httpFilterKind(filter: Extension): HttpFilterKind {
  const name = filter.name.replace(/^envoy\.(?:filters\.http\.)?/, '');
  // Istio 1.0's filter and Envoy's have types of one name.
  if (name === 'jwt-auth') return 'old-jwt';
  const known = kindsByType.get(filter.type) ?? kindsByName.get(name);
  if (known !== undefined) return known;
  return passiveTypes.has(filter.type) || passiveNames.has(name) || isTelemetry(filter) ? 'passive' : 'opaque';
}

const telemetry: ReadonlySet<string> = new Set([
  'envoy.wasm.access_log_policy',
  'envoy.wasm.attributegen',
  'envoy.wasm.metadata_exchange',
  'envoy.wasm.stackdriver',
  'envoy.wasm.stats',
]);

/** Istio 1.5 to 1.22 compiled its telemetry in as plug-ins without a virtual machine. */
function isTelemetry({ fields }: Extension): boolean {
  const machine = message(message(fields.config).vm_config);
  if (text(machine.runtime) !== 'envoy.wasm.runtime.null') return false;
  return telemetry.has(text(message(message(machine.code).local).inline_string) ?? '');
}

/** The keys under which a route may override a filter. */
export function overrideNames(filter: Extension, kind: HttpFilterKind): readonly string[] {
  const canonical = [...kindsByName].find(([, found]) => found === kind)?.[0];
  return canonical === undefined
    ? [filter.name]
    : [...new Set([filter.name, canonical, `envoy.${canonical}`, `envoy.filters.http.${canonical}`])];
}

/** What a route says about one filter: another config, or whether it runs. */
export interface Override {
  fields?: Message;
  isDisabled: boolean;
}

/** The override nearest to the request; maps are those of weighted cluster, route, virtual host, route configuration. */
export function overrideOf(names: readonly string[], maps: readonly Message[]): Override | undefined {
  for (const map of maps) {
    const name = names.find((candidate) => Object.hasOwn(map, candidate));
    if (name !== undefined) return override(message(map[name]));
  }
  return undefined;
}

/** A FilterConfig (Envoy 1.17 and later) wraps the config that it switches. */
function override(found: Message): Override {
  const isWrapped = (text(found['@type']) ?? '').endsWith('.FilterConfig');
  if (!isWrapped) return { fields: unwrapped(found), isDisabled: false };
  return {
    isDisabled: found.disabled === true,
    ...(isMessage(found.config) && { fields: unwrapped(found.config) }),
  };
}

function unwrapped(config: Message): Message {
  return text(config.type_url) === undefined ? config : message(config.value);
}
