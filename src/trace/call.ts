import type { CallRequest } from './payload.js';

/** Flags of a call beyond its URL. */
export interface CallOptions {
  method?: string;
  headers?: readonly { name: string; value: string }[];
  /** Server name of the TLS handshake; the host of the URL by default. */
  serverName?: string;
  alpn?: readonly string[];
  version?: 'http/1.0' | 'http/1.1' | 'h2c';
  isServerFirst?: boolean;
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['grpc', 80],
  ['grpcs', 443],
  ['tls', 443],
]);

/**
 * Reads the URL of a call: `http://reviews:9080/api`, `https://`, `grpc://`, `grpcs://`, `tls://`, `tcp://HOST:PORT`. The
 * Host header is what a client would send: with the port unless it is the scheme's own. Undefined when it is no such URL.
 */
export function callOf(
  url: string,
  options: CallOptions = {},
): (CallRequest & { port: number; url: string }) | undefined {
  const [, scheme = '', rest = ''] = /^(https?|grpcs?|tls|tcp):\/\/(.{1,8000})$/s.exec(url) ?? [];
  const end = rest.search(/[/?#]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const [, bracketed, plain, number] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:@[\]/]+))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = bracketed ?? plain;
  const port = number === undefined ? defaultPorts.get(scheme) : Number(number);
  if (host === undefined || port === undefined || port > 65535 || port === 0) return undefined;
  const path = end < 0 ? '/' : rest.slice(end).replace(/#.*$/s, '');
  const isDefault = port === defaultPorts.get(scheme);
  const name = bracketed === undefined ? host : `[${host}]`;
  const headerHost = options.headers?.find((header) => header.name.toLowerCase() === 'host')?.value;
  return {
    scheme,
    host,
    port,
    url,
    authority: headerHost ?? (isDefault ? name : `${name}:${port}`),
    path: path.startsWith('/') ? path : `/${path}`,
    method: options.method ?? 'GET',
    headers: (options.headers ?? []).filter((header) => header.name.toLowerCase() !== 'host'),
    ...(options.serverName !== undefined && { serverName: options.serverName }),
    ...(options.alpn !== undefined && { alpn: options.alpn }),
    ...(options.version !== undefined && { version: options.version }),
    ...(options.isServerFirst !== undefined && { isServerFirst: options.isServerFirst }),
  };
}
