import type { HttpVersion } from '../envoy/cluster/upstream-protocol.js';
import type { ClientBytes } from '../envoy/listener/inspect.js';
import { headersOfRequest, type RequestHeaders } from '../envoy/request-headers.js';

/** What the application sends. */
export interface Payload {
  /** `tls`: the application speaks TLS itself, and what is inside is seen by whoever ends it. */
  kind: 'http' | 'tls' | 'bytes' | 'silence';
  /** Of HTTP, inside TLS too; absent for other protocols. */
  request?: RequestHeaders;
  version: 'http/1.0' | 'http/1.1' | 'h2c';
  serverName?: string;
  alpn: readonly string[];
}

export interface CallRequest {
  /** `http`, `https`, `grpc`, `grpcs`, `tcp`, `tls`. */
  scheme: string;
  authority: string;
  host: string;
  path: string;
  method: string;
  headers: readonly { name: string; value: string }[];
  version?: 'http/1.0' | 'http/1.1' | 'h2c';
  /** Overrides the host of the URL. */
  serverName?: string;
  alpn?: readonly string[];
  /** The server speaks first (MySQL, SMTP). */
  isServerFirst?: boolean;
}

export function payloadOf(call: CallRequest): Payload {
  const { scheme } = call;
  const isTls = scheme === 'https' || scheme === 'grpcs' || scheme === 'tls';
  const isGrpc = scheme.startsWith('grpc');
  const isHttp = scheme.startsWith('http') || isGrpc;
  const version = call.version ?? (isGrpc ? 'h2c' : 'http/1.1');
  const headers = isGrpc ? [{ name: 'content-type', value: 'application/grpc' }, ...call.headers] : call.headers;
  const request = headersOfRequest({
    authority: call.authority,
    path: call.path,
    method: isGrpc ? 'POST' : call.method,
    scheme: isTls ? 'https' : 'http',
    headers,
  });
  return {
    kind: isTls ? 'tls' : isHttp ? 'http' : call.isServerFirst === true ? 'silence' : 'bytes',
    ...(isHttp && { request }),
    version,
    ...serverNameOf(call),
    alpn: call.alpn ?? (isHttp ? (isGrpc ? ['h2'] : ['h2', 'http/1.1']) : []),
  };
}

/** RFC 6066: an address is no server name. */
function serverNameOf({ serverName, host }: CallRequest): { serverName?: string } {
  const name = serverName ?? (/^[\d.]+$|:/.test(host) ? '' : host);
  return name === '' ? {} : { serverName: name };
}

/** The first bytes on the wire when no proxy wraps them. */
export function plainBytes({ kind, version, serverName, alpn }: Payload): ClientBytes {
  if (kind === 'tls') return { kind, alpn, ...(serverName !== undefined && { serverName }) };
  if (kind === 'http') return { kind, version };
  return { kind: kind === 'silence' ? 'silence' : 'other' };
}

/** What is left when somebody has ended the TLS of the application. */
export function unwrapped(payload: Payload): Payload {
  if (payload.kind !== 'tls') return payload;
  const isHttp2 = payload.alpn[0] === 'h2';
  return { ...payload, kind: payload.request === undefined ? 'bytes' : 'http', version: isHttp2 ? 'h2c' : 'http/1.1' };
}

export function httpVersion({ version }: Payload): HttpVersion {
  return version === 'h2c' ? 'h2' : version;
}
