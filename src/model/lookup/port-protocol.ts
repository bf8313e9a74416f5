import type { ServicePort } from '../facets.js';

/** How a sidecar treats a port: with HTTP features, or as bytes that it passes on (TLS included). */
export type Handling = 'http' | 'opaque';

const handlings: ReadonlyMap<string, Handling> = new Map([
  ['http', 'http'],
  ['http2', 'http'],
  ['http_proxy', 'http'],
  ['grpc', 'http'],
  ['grpc-web', 'http'],
  ['kubernetes.io/h2c', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['https', 'opaque'],
  ['kubernetes.io/wss', 'opaque'],
  ['tls', 'opaque'],
  ['tcp', 'opaque'],
  ['mongo', 'opaque'],
  ['mysql', 'opaque'],
  ['redis', 'opaque'],
]);

/** Ports that Istio takes for TCP when nothing declares a protocol: SMTP, DNS, MySQL, MongoDB. */
const plainTcpPorts: readonly number[] = [25, 53, 3306, 27017];

export interface DeclaredProtocol {
  protocol: string;
  handling: Handling;
}

/**
 * What `appProtocol`, else the port's name up to its first dash, declares (Istio, Protocol Selection). Absent: nothing
 * that Istio knows, so that proxies guess (since Istio 1.3) or treat the port as TCP.
 */
export function declaredProtocol(port: ServicePort): DeclaredProtocol | undefined {
  const text = (port.appProtocol ?? port.name ?? '').toLowerCase();
  const protocol = [text, text.startsWith('grpc-web') ? 'grpc-web' : (text.split('-', 1)[0] ?? '')].find((word) =>
    handlings.has(word),
  );
  const handling = protocol === undefined ? undefined : handlings.get(protocol);
  if (protocol !== undefined && handling !== undefined) return { protocol, handling };
  return plainTcpPorts.includes(port.port) ? { protocol: 'tcp', handling: 'opaque' } : undefined;
}
