import { describe, expect, it } from 'vitest';
import { type ClientSide, comparePeers } from '../../../src/envoy/cluster/peer.js';
import type { Identities } from '../../../src/envoy/cluster/peer-trust.js';
import { chainsOfPort, type ServerChain, serverChain } from '../../../src/envoy/cluster/server-chain.js';
import { upstreamTls } from '../../../src/envoy/cluster/upstream-tls.js';

const identity = 'spiffe://cluster.local/ns/shop/sa/cart';
const istio = upstreamTls({
  common_tls_context: {
    tls_certificate_sds_secret_configs: [{ name: 'default' }],
    combined_validation_context: {
      default_validation_context: { match_subject_alt_names: [{ exact: identity }] },
      validation_context_sds_secret_config: { name: 'ROOTCA' },
    },
  },
});
const simple = upstreamTls({ sni: 'cart' });

const mutual = { requiresClientCertificate: true, certificates: ['default'], authorities: ['ROOTCA'] };
const mutualHttp: ServerChain = { tls: mutual, takes: 'http' };
const mutualTcp: ServerChain = { tls: mutual, takes: 'bytes' };
const plainHttp: ServerChain = { takes: 'http' };
const plainTcp: ServerChain = { takes: 'bytes' };

const chain = (found: ServerChain, ...more: readonly ServerChain[]) =>
  ({ kind: 'chain', chain: found, others: [found, ...more] }) as const;
const none = (...others: readonly ServerChain[]) => ({ kind: 'no-chain', others }) as const;
const http: ClientSide = { payload: 'http' };
const istioHttp: ClientSide = { tls: istio, payload: 'http' };

describe('what understands what', () => {
  it.each([
    ['mutual TLS ends at the server', istioHttp, chain(mutualHttp), { status: 'matched', hasIdentity: true }],
    ['mutual TLS, no chain', istioHttp, none(plainHttp), { condition: 'MTLS_MISMATCH' }],
    ['mutual TLS passed to the application', istioHttp, chain(plainTcp), { condition: 'MTLS_MISMATCH' }],
    ['mutual TLS on a plain HTTP chain', istioHttp, chain(plainHttp), { condition: 'MTLS_MISMATCH' }],
    ['plain text on a raw chain', http, chain(plainHttp), { status: 'matched', hasIdentity: false }],
    [
      'plain text, no chain',
      http,
      none(mutualHttp),
      { condition: 'MTLS_MISMATCH', seen: { flags: ['UC'], serverFlag: 'NR' } },
    ],
    ['plain text on a chain with TLS (Istio 1.0)', http, chain(mutualHttp), { condition: 'MTLS_MISMATCH' }],
    [
      'application TLS inside mutual TLS',
      { tls: istio, payload: 'tls' },
      chain(mutualTcp),
      { status: 'matched', hasIdentity: true },
    ],
    [
      'application TLS inside mutual TLS on HTTP',
      { tls: istio, payload: 'tls' },
      chain(mutualHttp),
      { condition: 'TLS_TO_HTTP_PORT' },
    ],
    ['application TLS on a plain HTTP chain', { payload: 'tls' }, chain(plainHttp), { condition: 'TLS_TO_HTTP_PORT' }],
    [
      'application TLS on a strict HTTP chain',
      { payload: 'tls' },
      chain(mutualHttp),
      { condition: 'TLS_TO_HTTP_PORT' },
    ],
    [
      'application TLS, HTTP chains only',
      { payload: 'tls' },
      none(mutualHttp, plainHttp),
      { condition: 'TLS_TO_HTTP_PORT' },
    ],
    ['application TLS on a strict TCP chain', { payload: 'tls' }, chain(mutualTcp), { condition: 'MTLS_MISMATCH' }],
    ['application TLS passed on', { payload: 'tls' }, chain(plainTcp), { status: 'matched' }],
    [
      'TLS without a certificate on a mutual chain',
      { tls: simple, payload: 'http' },
      chain(mutualHttp),
      { condition: 'MTLS_MISMATCH' },
    ],
    [
      'TLS of its own to an application',
      { tls: simple, payload: 'http' },
      { kind: 'application' },
      { status: 'assumed' },
    ],
    ['mutual TLS to a pod without a proxy', istioHttp, { kind: 'application' }, { condition: 'MTLS_TO_PLAINTEXT' }],
    ['plain text to a pod without a proxy', http, { kind: 'application' }, { status: 'matched', hasIdentity: false }],
  ] as const)('%s', (_, client, server, expected) => {
    expect(comparePeers(client, server)).toMatchObject(expected);
  });

  it('notices HTTP that a port with an HTTP chain takes for bytes', () => {
    expect(comparePeers(istioHttp, chain(mutualTcp, mutualHttp))).toMatchObject({
      status: 'matched',
      condition: 'HTTP_TREATED_AS_TCP',
    });
    expect(comparePeers(istioHttp, chain(mutualTcp, plainTcp))).not.toHaveProperty('condition');
    expect(comparePeers({ tls: istio, payload: 'bytes' }, chain(mutualTcp, mutualHttp))).not.toHaveProperty(
      'condition',
    );
  });
});

describe('trust', () => {
  const good: Identities = {
    client: { trusts: ['aa'], notAfter: '2026-03-05T00:00:00Z' },
    server: { names: [identity], trusts: ['aa', 'bb'], notAfter: '2026-03-05T00:00:00Z' },
    now: '2026-03-04T00:00:00Z',
  };

  it('passes what was captured and is in order', () => {
    expect(comparePeers(istioHttp, chain(mutualHttp), good)).toMatchObject({ status: 'matched', unchecked: [] });
  });

  it('names what was not captured', () => {
    expect(comparePeers(istioHttp, chain(mutualHttp))).toMatchObject({
      status: 'matched',
      unchecked: [
        "the server's certificate has a name that the client expects",
        'client and server trust one root',
        "the server's certificate is valid",
        "the client's certificate is valid",
      ],
    });
  });

  it.each([
    ['SAN_MISMATCH', { server: { ...good.server, names: ['spiffe://cluster.local/ns/shop/sa/default'] } }],
    ['ROOT_CA_MISMATCH', { client: { ...good.client, trusts: ['cc'] } }],
    ['CERT_EXPIRED', { server: { ...good.server, notAfter: '2026-03-04T00:00:00Z' } }],
    ['CERT_EXPIRED', { client: { ...good.client, notBefore: '2026-03-04T00:00:01Z' } }],
    // In this order.
    ['SAN_MISMATCH', { server: { names: ['spiffe://other'], trusts: ['cc'], notAfter: '2020-01-01T00:00:00Z' } }],
  ] as const)('%s', (condition, identities) => {
    expect(comparePeers(istioHttp, chain(mutualHttp), { ...good, ...identities })).toMatchObject({
      status: 'fails',
      condition,
    });
  });

  it('asks nothing of the client where the server does not', () => {
    const server = chain({ tls: { ...mutual, requiresClientCertificate: false }, takes: 'http' });
    const identities = { ...good, client: { trusts: ['aa'], notAfter: '2020-01-01T00:00:00Z' } };
    expect(comparePeers(istioHttp, server, identities)).toMatchObject({ status: 'matched', hasIdentity: false });
  });
});

describe('chains of a server', () => {
  const hcm = { name: 'envoy.filters.network.http_connection_manager' };
  const tcp = { name: 'envoy.filters.network.tcp_proxy' };
  const tlsSocket = {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      require_client_certificate: true,
      common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 'default' }] },
    },
  };

  it('reads them', () => {
    expect(serverChain({ filters: [hcm], transport_socket: tlsSocket })).toEqual({
      tls: { requiresClientCertificate: true, certificates: ['default'], authorities: [] },
      takes: 'http',
    });
    expect(serverChain({ filters: [tcp] })).toEqual({ takes: 'bytes' });
    expect(serverChain({ filters: [], tls_context: {} })).toMatchObject({
      tls: { requiresClientCertificate: false },
      takes: 'none',
    });
    expect(serverChain({ filters: [tcp], transport_socket: { name: 'envoy.transport_sockets.alts' } })).toBeUndefined();
  });

  it('takes those of the port, else those of any port', () => {
    const own = { filter_chain_match: { destination_port: 8080 } };
    const any = { filter_chain_match: { transport_protocol: 'tls' } };
    expect(chainsOfPort({ filter_chains: [any, own] }, 8080)).toEqual([own]);
    expect(chainsOfPort({ filter_chains: [any, own] }, 9090)).toEqual([any]);
  });
});
