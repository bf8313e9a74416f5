import { quote } from '../report.js';

/** What a port's `protocol` may be, in small letters, and what Istio makes of it. `tls` protocols begin with a TLS handshake. */
const protocols = new Map<string, 'http' | 'tls' | 'tcp' | 'udp'>([
  ['http', 'http'],
  ['http2', 'http'],
  ['http_proxy', 'http'],
  ['grpc', 'http'],
  ['grpc-web', 'http'],
  ['https', 'tls'],
  ['tls', 'tls'],
  ['tcp', 'tcp'],
  ['mongo', 'tcp'],
  ['redis', 'tcp'],
  ['mysql', 'tcp'],
  ['udp', 'udp'],
]);

/** Undefined for a protocol that Istio does not know. */
export function protocolClass(protocol: string | undefined): 'http' | 'tls' | 'tcp' | 'udp' | undefined {
  return protocols.get(protocol?.toLowerCase() ?? '');
}

/** What is wrong with a protocol that may be left to detection. */
export function protocolProblem(protocol: string | undefined): string | undefined {
  if (!protocol || protocolClass(protocol) !== undefined) return undefined;
  return `${quote(protocol)} is no protocol that Istio knows`;
}

export function portProblem(port: number | undefined): string | undefined {
  const number = port ?? 0;
  return number >= 1 && number <= 65535 ? undefined : `port ${number} is not between 1 and 65535`;
}

/** A port written as text, as AuthorizationPolicies do; 0 passes there. */
export function isPortText(text: string): boolean {
  return /^\d{1,20}$/.test(text) && Number(text) <= 65535;
}
