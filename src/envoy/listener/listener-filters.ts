import {
  bool,
  type Extension,
  extension,
  isMessage,
  type Message,
  message,
  messages,
  number,
  text,
} from '../message.js';
import { prepared } from '../prepared.js';
import { findExtension, type ProxyResources } from '../proxy-resources.js';

export type ListenerFilterKind =
  | 'tls inspector'
  | 'http inspector'
  | 'proxy protocol'
  /** Changes nothing that matters here: addresses are those of the original connection anyway. */
  | 'addresses'
  | 'opaque';

export interface ListenerFilter {
  name: string;
  kind: ListenerFilterKind;
  /** Envoy adds it by itself; the configuration does not show it. */
  isInvisible?: true;
}

/** The listener filters that run for a connection to `port`, its original destination port, in their order. */
export function activeListenerFilters(
  listener: Message,
  port: number,
  resources?: ProxyResources,
): readonly ListenerFilter[] {
  const configured = messages(listener.listener_filters)
    .filter((filter) => !isDisabled(message(filter.filter_disabled), port))
    .map((filter): ListenerFilter => {
      const found = resources === undefined ? extension(filter) : findExtension(resources, filter);
      const kind = typeof found === 'string' || found.isDiscovered ? 'opaque' : kindOf(found);
      return { name: text(filter.name) ?? '', kind };
    });
  return [...invisibleFilters(listener), ...configured];
}

/** ListenerFilterChainMatchPredicate; the end of a range is exclusive. */
function isDisabled(predicate: Message, port: number): boolean {
  if (isMessage(predicate.or_match)) {
    return messages(predicate.or_match.rules).some((rule) => isDisabled(rule, port));
  }
  if (isMessage(predicate.and_match)) {
    return messages(predicate.and_match.rules).every((rule) => isDisabled(rule, port));
  }
  if (isMessage(predicate.not_match)) return !isDisabled(predicate.not_match, port);
  if (isMessage(predicate.destination_port_range)) {
    const { start, end } = predicate.destination_port_range;
    return (number(start) ?? 0) <= port && port < (number(end) ?? 0);
  }
  return bool(predicate.any_match) ?? false;
}

/** By the type, or by the last part of the name: `envoy.listener.tls_inspector` became `envoy.filters.listener.tls_inspector`. */
const kinds: ReadonlyMap<string, ListenerFilterKind> = new Map([
  ['TlsInspector', 'tls inspector'],
  ['tls_inspector', 'tls inspector'],
  ['HttpInspector', 'http inspector'],
  ['http_inspector', 'http inspector'],
  ['ProxyProtocol', 'proxy protocol'],
  ['proxy_protocol', 'proxy protocol'],
  ['OriginalDst', 'addresses'],
  ['original_dst', 'addresses'],
  ['OriginalSrc', 'addresses'],
  ['original_src', 'addresses'],
  // Of Istio's waypoints.
  ['set_dst_address', 'addresses'],
  ['metadata_to_peer_node', 'addresses'],
]);

function kindOf({ type, name, fields }: Extension): ListenerFilterKind {
  const kind = kinds.get(type) ?? kinds.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'opaque';
  const isOptional = kind === 'proxy protocol' && bool(fields.allow_requests_without_proxy_protocol) === true;
  return isOptional ? 'addresses' : kind;
}

const invisibleFilters: (listener: Message) => readonly ListenerFilter[] = prepared((listener: Message) => {
  const added: ListenerFilter[] = [];
  const chains = messages(listener.filter_chains);
  if (bool(chains[0]?.use_proxy_proto) === true) {
    added.push({ name: 'envoy.listener.proxy_protocol', kind: 'proxy protocol', isInvisible: true });
  }
  const isThere = messages(listener.listener_filters).some((filter) => kindOf(extension(filter)) === 'tls inspector');
  if (!isThere && isApiV2(listener, chains) && chains.some(needsTlsInspector)) {
    added.push({ name: 'envoy.listener.tls_inspector', kind: 'tls inspector', isInvisible: true });
  }
  return added;
});

/** Envoy up to 1.17 adds the TLS inspector when a chain cannot match without; proxies with API v2 are at most that old. */
function needsTlsInspector(chain: Message): boolean {
  const match = message(chain.filter_chain_match);
  const transport = text(match.transport_protocol) ?? '';
  if (transport !== '') return transport === 'tls';
  return [match.server_names, match.application_protocols].some((names) => Array.isArray(names) && names.length > 0);
}

/** API v2 by its type, or by what v3 does not have: `tls_context`, `config`. */
function isApiV2(listener: Message, chains: readonly Message[]): boolean {
  const type = text(listener['@type']);
  if (type !== undefined) return type.includes('.api.v2.');
  if (isMessage(listener.deprecated_v1)) return true;
  return chains.some(
    (chain) => isMessage(chain.tls_context) || messages(chain.filters).some((filter) => isMessage(filter.config)),
  );
}
