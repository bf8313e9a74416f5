import { extension, type Message, message, messages, text, texts } from '../message.js';
import { type HttpVersion, upstreamProtocols } from './upstream-protocol.js';
import type { UpstreamTls } from './upstream-tls.js';

/** What a call carries over the connection. */
export type Carried =
  | { kind: 'tcp' }
  /** `downstream`: the caller's version. `httpFilters`: those of the connection manager that routed the request. */
  | { kind: 'http'; downstream: HttpVersion; httpFilters: readonly Message[] };

/**
 * The ALPN list that goes on the wire. For HTTP the filter `istio.alpn` (Istio 1.4) replaces the list of the context, unless
 * the cluster forbids it; without either list the client offers the versions that it speaks.
 */
export function sentAlpn(tls: UpstreamTls, cluster: Message, carried: Carried): readonly string[] | 'unknown' {
  if (carried.kind === 'tcp') return tls.alpn;
  const versions = upstreamProtocols(cluster, carried.downstream);
  const override = alpnOverride(cluster, carried.httpFilters, versions[0]);
  if (override === 'unknown' || override.length > 0) return override;
  return tls.alpn.length > 0 ? tls.alpn : versions;
}

const filterNames: ReadonlySet<string> = new Set(['istio.alpn', 'envoy.filters.http.alpn']);

function alpnOverride(
  cluster: Message,
  httpFilters: readonly Message[],
  version: HttpVersion | undefined,
): readonly string[] | 'unknown' {
  const filter = httpFilters.map(extension).find(({ name }) => filterNames.has(name));
  if (filter === undefined || isForbidden(cluster)) return [];
  if (filter.isDiscovered) return 'unknown';
  const rule = messages(filter.fields.alpn_override).find((candidate) => versionOf(candidate) === version);
  return texts(rule?.alpn_override);
}

function isForbidden(cluster: Message): boolean {
  return text(message(message(message(cluster.metadata).filter_metadata).istio).alpn_override) === 'false';
}

const versions: ReadonlyMap<string, HttpVersion> = new Map([
  ['HTTP10', 'http/1.0'],
  ['HTTP11', 'http/1.1'],
  ['HTTP2', 'h2'],
]);

/** HTTP10 is the default of the field, which JSON leaves out. */
function versionOf(rule: Message): HttpVersion | undefined {
  return versions.get(text(rule.upstream_protocol) ?? 'HTTP10');
}
