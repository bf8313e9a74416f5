import { z } from 'zod';
import type { EnvoyCluster, EnvoyFilterChain } from './artifact.js';
import { bool, configOf, type Extension, extension, message, text } from './message.js';

const certificate = message({ certificate_chain: message({ filename: text.optional() }).optional() });

const commonTls = message({
  tls_certificates: z.array(certificate).default([]),
  tls_certificate_sds_secret_configs: z.array(message({ name: text.default('') })).default([]),
});

/** UpstreamTlsContext and DownstreamTlsContext: the fields that are read have the same names in both. */
export const tlsContext = message({
  common_tls_context: commonTls.optional(),
  require_client_certificate: bool.default(false),
});
type TlsContext = z.infer<typeof tlsContext>;

const wrapper = message({
  transport_socket: extension.optional(),
  upstream_tls_context: tlsContext.optional(),
  downstream_tls_context: tlsContext.optional(),
});

/** The workload certificate by its SDS name, or as the file that Citadel mounted (Istio 1.0 to 1.4). */
const workloadSecret = 'default';
const workloadCertificateFile = '/etc/certs/cert-chain.pem';

/** What a transport socket does: TLS, nothing, a tunnel through another listener, or another kind of encryption. */
type Socket = TlsContext | 'plaintext' | 'tunnel' | 'other';

function socketOf(socket: Extension): Socket {
  const { type, fields } = configOf(socket);
  if (/raw_buffer/.test(socket.name) || type === 'RawBuffer') return 'plaintext';
  if (type === 'InternalUpstreamTransport') return 'tunnel';
  if (type === 'UpstreamTlsContext' || type === 'DownstreamTlsContext' || type === '') return tlsContext.parse(fields);
  const { transport_socket: inner, upstream_tls_context: up, downstream_tls_context: down } = wrapper.parse(fields);
  if (inner !== undefined) return socketOf(inner);
  return up ?? down ?? 'other';
}

/** TLS of a filter chain; absent is plain text. `v2` is the `tls_context` of Istio 1.0 to 1.4. */
export function chainTls(socket: Extension | undefined, v2: TlsContext | undefined): EnvoyFilterChain['tls'] {
  const found = socket === undefined ? v2 : socketOf(socket);
  if (found === undefined || found === 'plaintext' || found === 'tunnel') return undefined;
  if (found === 'other') return { requireClientCertificate: false, secrets: [] };
  return { requireClientCertificate: found.require_client_certificate, secrets: secretNames(found) };
}

export function clusterTransport(
  socket: Extension | undefined,
  v2: TlsContext | undefined,
  matches: readonly Extension[],
): Pick<EnvoyCluster, 'transport' | 'tunnel'> {
  const byLabel = matches.map(socketOf);
  const fallback = socket === undefined ? v2 : socketOf(socket);
  const tunnel = [...byLabel, fallback].includes('tunnel') && { tunnel: true as const };
  if (byLabel.some(isTls)) return { transport: 'auto', ...tunnel };
  return { transport: transportOf(fallback), ...tunnel };
}

function transportOf(socket: Socket | undefined): EnvoyCluster['transport'] {
  if (socket === undefined || socket === 'plaintext' || socket === 'tunnel') return 'plaintext';
  return socket !== 'other' && isWorkloadCertificate(socket) ? 'istio-mutual' : 'tls';
}

function isTls(socket: Socket): socket is TlsContext {
  return typeof socket === 'object';
}

function isWorkloadCertificate(context: TlsContext): boolean {
  const files = context.common_tls_context?.tls_certificates ?? [];
  return (
    secretNames(context).includes(workloadSecret) ||
    files.some((file) => file.certificate_chain?.filename === workloadCertificateFile)
  );
}

function secretNames(context: TlsContext): string[] {
  return (context.common_tls_context?.tls_certificate_sds_secret_configs ?? []).map((secret) => secret.name);
}
