import { fails, type PeerOutcome } from './peer-outcome.js';
import { distrust, type Identities } from './peer-trust.js';
import type { ServerChain, ServerTls } from './server-chain.js';
import type { UpstreamTls } from './upstream-tls.js';

/** What the client puts on the wire. */
export interface ClientSide {
  /** TLS of the proxy's own socket; absent: it sends the payload as it is. */
  tls?: UpstreamTls;
  /** `tls` is TLS that the application speaks itself. */
  payload: 'http' | 'tls' | 'bytes';
}

/** Where the bytes arrive. */
export type ServerSide =
  /** `others`: all chains of the port. */
  | { kind: 'chain'; chain: ServerChain; others: readonly ServerChain[] }
  /** The listener has no chain for the connection, nor a default one. */
  | { kind: 'no-chain'; others: readonly ServerChain[] }
  /** A pod without a proxy, or a port that its capture leaves out. */
  | { kind: 'application' };

/**
 * Whether the client's socket and what the server's listener chose for its bytes understand one another, and whether each
 * side trusts the other's certificate, as far as certificates were captured.
 */
export function comparePeers(client: ClientSide, server: ServerSide, identities: Identities = {}): PeerOutcome {
  if (server.kind === 'application') return meetsApplication(client);
  if (server.kind === 'no-chain') return meetsNoChain(client, server.others);
  const { chain, others } = server;
  if (client.tls === undefined) return meetsChain(client.payload, chain, others);
  if (chain.tls === undefined) return meetsNoTls(client.tls, chain);
  return meetsTls({ tls: client.tls, payload: client.payload }, chain, chain.tls, others, identities);
}

const speaksTls = {
  status: 'assumed',
  hasIdentity: false,
  assumed: 'the application behind the port speaks TLS itself',
  unchecked: [],
} as const;

function meetsApplication({ tls }: ClientSide): PeerOutcome {
  if (tls === undefined) return { status: 'matched', hasIdentity: false, unchecked: [] };
  if (tls.isIstioMutual)
    return fails('MTLS_TO_PLAINTEXT', 'the client speaks Istio mutual TLS to a pod that no proxy stands in front of', {
      httpStatus: 503,
      flags: ['UF', 'UC'],
      transportFailure: 'WRONG_VERSION_NUMBER',
    });
  return speaksTls;
}

/** Nothing takes the connection: it is closed. */
function meetsNoChain({ tls, payload }: ClientSide, others: readonly ServerChain[]): PeerOutcome {
  const seen = { httpStatus: 503, flags: ['UC'], serverFlag: 'NR' as const };
  if (tls !== undefined)
    return fails('MTLS_MISMATCH', 'the client speaks TLS, and the server has no chain for what it offers', seen);
  if (payload !== 'tls')
    return fails('MTLS_MISMATCH', 'the client sends plain text, and the server takes mutual TLS only', seen);
  const isHttpPort = others.length > 0 && others.every(({ takes }) => takes === 'http');
  return isHttpPort
    ? fails('TLS_TO_HTTP_PORT', 'the application speaks TLS to a port that the server takes for HTTP', seen)
    : fails('MTLS_MISMATCH', 'the server has no chain for the TLS of the application', seen);
}

/** The client's proxy passes on what the application sends. */
function meetsChain(payload: ClientSide['payload'], chain: ServerChain, others: readonly ServerChain[]): PeerOutcome {
  const { tls, takes } = chain;
  if (payload !== 'tls') {
    if (tls !== undefined)
      return fails('MTLS_MISMATCH', 'the client sends plain text, and the chain of the server begins with TLS', {
        httpStatus: 503,
        flags: ['UC'],
      });
    return understood(payload, chain, others, { hasIdentity: false, unchecked: [] });
  }
  const isForProxies = tls?.requiresClientCertificate === true;
  if (takes === 'http' && (tls === undefined || isForProxies))
    return fails(
      'TLS_TO_HTTP_PORT',
      'the application speaks TLS to a port that the server takes for HTTP',
      isForProxies ? noCertificate : badRequest,
    );
  if (isForProxies)
    return fails('MTLS_MISMATCH', 'the server asks the application for a certificate of the mesh', noCertificate);
  if (tls === undefined) return { status: 'matched', hasIdentity: false, unchecked: [] };
  return { ...speaksTls, assumed: "the application accepts the server's certificate" };
}

const badRequest = { httpStatus: 400, flags: [], serverFlag: 'DPE' as const };
const noCertificate = { httpStatus: 503, flags: ['UF', 'UC'], transportFailure: 'HANDSHAKE_FAILURE' as const };

/** TLS of the client's proxy arrives where nothing ends it. */
function meetsNoTls(tls: UpstreamTls, { takes }: ServerChain): PeerOutcome {
  if (takes === 'http')
    return fails('MTLS_MISMATCH', 'the client speaks TLS, and the chain of the server reads plain HTTP', {
      httpStatus: 503,
      flags: ['UF'],
      serverFlag: 'DPE',
      transportFailure: 'WRONG_VERSION_NUMBER',
    });
  if (tls.isIstioMutual)
    return fails('MTLS_MISMATCH', 'the server passes the mutual TLS of the client on to the application', {
      httpStatus: 503,
      flags: ['UF', 'UC'],
      transportFailure: 'WRONG_VERSION_NUMBER',
    });
  return speaksTls;
}

function meetsTls(
  { tls, payload }: Required<ClientSide>,
  chain: ServerChain,
  serverTls: ServerTls,
  others: readonly ServerChain[],
  identities: Identities,
): PeerOutcome {
  if (serverTls.requiresClientCertificate && tls.certificates.length === 0 && !tls.isIstioMutual)
    return fails(
      'MTLS_MISMATCH',
      'the server asks for a certificate, and the client has none to present',
      noCertificate,
    );
  const trust = distrust(tls, serverTls, identities);
  if (trust.fault !== undefined) return trust.fault;
  if (payload === 'tls' && chain.takes === 'http')
    return fails('TLS_TO_HTTP_PORT', 'the application speaks TLS, and the chain of the server reads HTTP', badRequest);
  const hasIdentity = serverTls.requiresClientCertificate;
  return understood(payload, chain, others, { hasIdentity, unchecked: trust.unchecked });
}

/** The port has a chain for HTTP, and the connection did not look like it. */
function understood(
  payload: ClientSide['payload'],
  { takes }: ServerChain,
  others: readonly ServerChain[],
  facts: { hasIdentity: boolean; unchecked: readonly string[] },
): PeerOutcome {
  const isTreatedAsTcp = payload === 'http' && takes === 'bytes' && others.some((other) => other.takes === 'http');
  return {
    status: 'matched',
    ...facts,
    ...(isTreatedAsTcp && { condition: 'HTTP_TREATED_AS_TCP' as const }),
  };
}
