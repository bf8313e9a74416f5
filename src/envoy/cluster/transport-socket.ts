import { type Extension, extension, isMessage, type Message, message, messages, text } from '../message.js';
import type { UpstreamHost } from './upstream-host.js';

/** The transport socket that connections to one endpoint get. */
export interface ChosenSocket {
  /** Name of the match (`tlsMode-istio`); `default` for the cluster's own socket. */
  name: string;
  transport: Transport;
}

export type Transport =
  | { kind: 'plaintext'; sendsProxyProtocol?: true }
  /** `context` is the UpstreamTlsContext or DownstreamTlsContext; empty where the dump does not show it. */
  | { kind: 'tls'; context: Message; sendsProxyProtocol?: true }
  | { kind: 'unknown'; reason: string };

/**
 * The first match that the metadata of the endpoint fulfils, else the first that the metadata of its locality does, else the
 * cluster's own socket. An empty match takes every endpoint.
 */
export function chooseSocket(cluster: Message, host: Pick<UpstreamHost, 'lbEndpoint' | 'group'>): ChosenSocket {
  if (isMessage(cluster.transport_socket_matcher)) {
    const reason = 'the cluster chooses its transport socket by a match tree';
    return { name: 'transport_socket_matcher', transport: { kind: 'unknown', reason } };
  }
  const matches = messages(cluster.transport_socket_matches);
  const chosen =
    matches.find(({ match }) => isSatisfied(match, host.lbEndpoint)) ??
    matches.find(({ match }) => isSatisfied(match, host.group));
  if (chosen === undefined) return { name: 'default', transport: ownTransport(cluster) };
  return { name: text(chosen.name) ?? '', transport: transportOf(chosen.transport_socket) };
}

function isSatisfied(match: unknown, { metadata }: Message): boolean {
  const found = message(message(message(metadata).filter_metadata)['envoy.transport_socket_match']);
  return Object.entries(message(match)).every(
    ([key, value]) => Object.hasOwn(found, key) && sameValue(found[key], value),
  );
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isMessage(a) || !isMessage(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

/** The socket of a cluster or filter chain: `transport_socket`, or `tls_context` of Envoy API v2; neither is plain text. */
export function ownTransport(owner: Message): Transport {
  if (isMessage(owner.transport_socket)) return transportOf(owner.transport_socket);
  return isMessage(owner.tls_context) ? { kind: 'tls', context: owner.tls_context } : { kind: 'plaintext' };
}

/** What a TransportSocket message puts on the wire; sockets that wrap another are looked through. */
export function transportOf(socket: unknown, depth = 0): Transport {
  const found = extension(socket);
  const { fields } = found;
  if (isPlain(found)) return { kind: 'plaintext' };
  if (isTls(found)) return { kind: 'tls', context: fields };
  const quic = fields.upstream_tls_context ?? fields.downstream_tls_context;
  if (/quic/i.test(`${found.name} ${found.type}`) && isMessage(quic)) return { kind: 'tls', context: quic };
  // TLS may begin in the middle of the connection.
  const isOpaque = /starttls|alts/i.test(`${found.name} ${found.type}`);
  if (isOpaque || !isMessage(fields.transport_socket) || depth > 8) return unknownTransport(found);
  const inner = transportOf(fields.transport_socket, depth + 1);
  const sends = /proxy_?protocol/i.test(`${found.name} ${found.type}`);
  return sends && inner.kind !== 'unknown' ? { ...inner, sendsProxyProtocol: true } : inner;
}

function isPlain({ name, type, fields }: Extension): boolean {
  if (type === 'RawBuffer' || name.endsWith('raw_buffer')) return true;
  // The wire to a listener inside the same Envoy is whatever it wraps, by itself nothing.
  return (
    (type === 'InternalUpstreamTransport' || name.endsWith('internal_upstream')) && !isMessage(fields.transport_socket)
  );
}

function isTls({ name, type }: Extension): boolean {
  if (type !== '') return type === 'UpstreamTlsContext' || type === 'DownstreamTlsContext';
  return name === 'tls' || name.endsWith('.tls');
}

function unknownTransport({ name, type }: Extension): Transport {
  return { kind: 'unknown', reason: `transport socket ${name || type} is not modelled` };
}
