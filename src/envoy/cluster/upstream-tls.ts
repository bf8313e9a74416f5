import { bool, isMessage, type Message, message, messages, text, texts } from '../message.js';
import { expectedNames, type NameMatcher } from './certificate-names.js';
import { httpOptions } from './protocol-options.js';

/** How a cluster speaks TLS to an endpoint. */
export interface UpstreamTls {
  /** Server name that the context fixes; see `sentServerName` for what is sent. */
  sni?: string;
  /** ALPN list of the context; see `sentAlpn` for what is sent. */
  alpn: readonly string[];
  /** SDS names, or paths, of the certificates that the client presents; none: it presents none. */
  certificates: readonly string[];
  /** SDS names, or paths, of the authorities that the server is checked against; none: it is not checked. */
  authorities: readonly string[];
  /** One of these has to be among the names of the server's certificate; none: any name will do. */
  expectedNames: readonly NameMatcher[];
  /** The client presents the identity that Istio gave its workload. */
  isIstioMutual: boolean;
}

/** SDS name of the workload certificate, and the files that Citadel mounted (Istio 1.0 to 1.4). */
const workloadCertificates: ReadonlySet<string> = new Set(['default', '/etc/certs/cert-chain.pem']);

function isOfWorkload(name: string): boolean {
  return workloadCertificates.has(name);
}

/** Istio offers this protocol only together with the workload's certificate, which some dumps leave out. */
function offersIstio(alpn: readonly string[]): boolean {
  return alpn.includes('istio') || alpn.includes('istio-peer-exchange');
}

/** Reads an UpstreamTlsContext, or the `tls_context` of Envoy API v2. */
export function upstreamTls(context: Message): UpstreamTls {
  const common = message(context.common_tls_context);
  const sni = text(context.sni);
  const certificates = certificateNames(common);
  return {
    ...(sni !== undefined && sni !== '' && { sni }),
    alpn: texts(common.alpn_protocols),
    certificates,
    authorities: authorityNames(common),
    expectedNames: validationContexts(common).flatMap(expectedNames),
    isIstioMutual:
      certificates.length === 0 ? offersIstio(texts(common.alpn_protocols)) : certificates.some(isOfWorkload),
  };
}

/** SDS names, or paths, of the certificates in a CommonTlsContext. */
export function certificateNames(common: Message): readonly string[] {
  const bySds = messages(common.tls_certificate_sds_secret_configs).map(({ name }) => text(name) ?? '');
  return [...bySds, ...messages(common.tls_certificates).map(({ certificate_chain: chain }) => sourceName(chain))];
}

/** SDS names, or paths, of the authorities that the other side is checked against. */
export function authorityNames(common: Message): readonly string[] {
  const combined = message(common.combined_validation_context);
  const bySds = [common.validation_context_sds_secret_config, combined.validation_context_sds_secret_config];
  return [
    ...bySds.filter(isMessage).map(({ name }) => text(name) ?? ''),
    ...validationContexts(common).flatMap((context) =>
      isMessage(context.trusted_ca) ? [sourceName(context.trusted_ca)] : [],
    ),
  ];
}

function validationContexts(common: Message): readonly Message[] {
  const combined = message(common.combined_validation_context);
  return [common.validation_context, combined.default_validation_context].filter(isMessage);
}

/** Of a DataSource. */
function sourceName(source: unknown): string {
  return text(message(source).filename) ?? '(inline)';
}

/**
 * The server name that goes on the wire: with `auto_sni` the Host of the request (no address), else that of the context.
 */
export function sentServerName(cluster: Message, tls: UpstreamTls, authority: string | undefined): string | undefined {
  if (bool(httpOptions(cluster).auto_sni) !== true || authority === undefined) return tls.sni;
  const host = authority.replace(/:\d{1,5}$/, '');
  return /^[\d.]+$|^\[/.test(host) ? tls.sni : host;
}

/** The server's certificate has to carry the Host of the request. */
export function checksHostName(cluster: Message): boolean {
  return bool(httpOptions(cluster).auto_san_validation) === true;
}
