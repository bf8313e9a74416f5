import type { HeaderValues } from '../header-match.js';
import type { KnownMetadata } from '../known-metadata.js';

/** What a policy can ask about a request or connection. A field that is absent is not known. */
export interface RbacRequest {
  /** Pseudo headers among them; `noHeaders` for a connection, which carries no HTTP. */
  headers?: HeaderValues;
  /** Address and port that the client dialled, as the proxy sees them: the pod's and the container's. */
  destinationIp?: string;
  destinationPort?: number;
  /** Server name of the TLS handshake; empty where there was none. */
  serverName?: string;
  /** The peer of the socket. */
  sourceIp?: string;
  /** The client before all proxies; the peer where the request does not come with another one. */
  remoteIp?: string;
  peer?: Peer;
  /** Dynamic metadata that earlier filters wrote. */
  metadata?: KnownMetadata;
  routeMetadata?: KnownMetadata;
  /** Filter state as text by key. Holds the identity of the caller behind HBONE. */
  filterState?: ReadonlyMap<string, string>;
}

/** `names` are all that the certificate may go by: URI SANs, DNS SANs, the subject; see `certificateNames`. */
export type Peer = { transport: 'plaintext' } | { transport: 'tls'; names?: readonly string[] };

/** What a connection without HTTP has for headers: a network filter sees an empty map. */
export const noHeaders: HeaderValues = { get: () => undefined };

/** The names that Envoy tries, in its order. A caller without a certificate has the empty subject alone. */
export function certificateNames(certificate: {
  uriSans?: readonly string[];
  dnsSans?: readonly string[];
  subject?: string;
}): readonly string[] {
  return [...(certificate.uriSans ?? []), ...(certificate.dnsSans ?? []), certificate.subject ?? ''];
}

/** `remote_ip`: what x-forwarded-for says is left to the caller of the engine; without it there is no other client. */
export function remoteAddress(request: RbacRequest): string | undefined {
  const { headers } = request;
  if (request.remoteIp !== undefined) return request.remoteIp;
  if (headers === undefined || headers.isUnknown?.('x-forwarded-for') === true) return undefined;
  return headers.get('x-forwarded-for') === undefined ? request.sourceIp : undefined;
}
