import { describe, expect, it } from 'vitest';
import { sentAlpn } from '../../../src/envoy/cluster/alpn.js';
import { acceptsNames } from '../../../src/envoy/cluster/certificate-names.js';
import { chooseSocket, transportOf } from '../../../src/envoy/cluster/transport-socket.js';
import { upstreamProtocols } from '../../../src/envoy/cluster/upstream-protocol.js';
import { checksHostName, sentServerName, upstreamTls } from '../../../src/envoy/cluster/upstream-tls.js';
import { type Message, snakeCase } from '../../../src/envoy/message.js';

const context: Message = {
  sni: 'outbound_.80_._.cart.shop.svc.cluster.local',
  common_tls_context: {
    alpn_protocols: ['istio-peer-exchange', 'istio'],
    tls_certificate_sds_secret_configs: [{ name: 'default' }],
    combined_validation_context: {
      default_validation_context: {
        match_typed_subject_alt_names: [
          { san_type: 'URI', matcher: { exact: 'spiffe://cluster.local/ns/shop/sa/cart' } },
        ],
      },
      validation_context_sds_secret_config: { name: 'ROOTCA' },
    },
  },
};

describe('socket', () => {
  const matches = [
    {
      name: 'hbone',
      match: { tunnel: 'http' },
      transport_socket: { name: 'envoy.transport_sockets.internal_upstream' },
    },
    { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transport_socket: { name: 'envoy.transport_sockets.tls' } },
  ];
  const metadata = (fields: Message) => ({ metadata: { filter_metadata: { 'envoy.transport_socket_match': fields } } });

  it('falls back on the metadata of the locality, then on the socket of the cluster', () => {
    const cluster = { transport_socket_matches: matches };
    expect(chooseSocket(cluster, { lbEndpoint: {}, group: metadata({ tlsMode: 'istio' }) }).name).toBe('tlsMode-istio');
    expect(chooseSocket(cluster, { lbEndpoint: {}, group: {} })).toEqual({
      name: 'default',
      transport: { kind: 'plaintext' },
    });
  });

  it('takes the first of several', () => {
    const lbEndpoint = metadata({ tlsMode: 'istio', tunnel: 'http' });
    expect(chooseSocket({ transport_socket_matches: matches }, { lbEndpoint, group: {} }).name).toBe('hbone');
  });

  it('keeps the labels of a camelCase dump as they are', () => {
    const cluster = snakeCase({
      transportSocketMatches: [{ name: 'tlsMode-istio', match: { tlsMode: 'istio' } }],
    }) as Message;
    expect(chooseSocket(cluster, { lbEndpoint: metadata({ tlsMode: 'istio' }), group: {} }).name).toBe('tlsMode-istio');
  });

  it('does not know match trees', () => {
    expect(chooseSocket({ transport_socket_matcher: {} }, { lbEndpoint: {}, group: {} }).transport.kind).toBe(
      'unknown',
    );
  });

  it('looks through sockets that wrap another', () => {
    const inner = { name: 'envoy.transport_sockets.tls', typed_config: { '@type': 'x.UpstreamTlsContext', sni: 'a' } };
    const wrapped = {
      name: 'envoy.transport_sockets.upstream_proxy_protocol',
      typed_config: { '@type': 'x.ProxyProtocolUpstreamTransport', transport_socket: inner },
    };
    expect(transportOf(wrapped)).toMatchObject({ kind: 'tls', context: { sni: 'a' }, sendsProxyProtocol: true });
    expect(transportOf({ name: 'envoy.transport_sockets.starttls', typed_config: {} }).kind).toBe('unknown');
  });
});

describe('TLS context', () => {
  it('reads what Istio writes today', () => {
    expect(upstreamTls(context)).toEqual({
      sni: 'outbound_.80_._.cart.shop.svc.cluster.local',
      alpn: ['istio-peer-exchange', 'istio'],
      certificates: ['default'],
      authorities: ['ROOTCA'],
      expectedNames: [{ type: 'URI', matcher: { exact: 'spiffe://cluster.local/ns/shop/sa/cart' } }],
      isIstioMutual: true,
    });
  });

  it('reads the files of Istio 1.0', () => {
    const common = {
      alpn_protocols: ['istio'],
      tls_certificates: [{ certificate_chain: { filename: '/etc/certs/cert-chain.pem' } }],
      validation_context: {
        trusted_ca: { filename: '/etc/certs/root-cert.pem' },
        verify_subject_alt_name: ['spiffe://cluster.local/ns/shop/sa/cart'],
      },
    };
    expect(upstreamTls({ common_tls_context: common })).toEqual({
      alpn: ['istio'],
      certificates: ['/etc/certs/cert-chain.pem'],
      authorities: ['/etc/certs/root-cert.pem'],
      expectedNames: [{ matcher: { exact: 'spiffe://cluster.local/ns/shop/sa/cart' } }],
      isIstioMutual: true,
    });
  });

  it('is not mutual without a certificate', () => {
    expect(upstreamTls({ sni: 'example.com' })).toEqual({
      sni: 'example.com',
      alpn: [],
      certificates: [],
      authorities: [],
      expectedNames: [],
      isIstioMutual: false,
    });
  });

  it('sends the host where the cluster says so', () => {
    const options = { upstream_http_protocol_options: { auto_sni: true, auto_san_validation: true } };
    const key = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
    const cluster = { typed_extension_protocol_options: { [key]: options } };
    const tls = upstreamTls({ sni: 'fixed' });
    expect(sentServerName(cluster, tls, 'example.com:443')).toBe('example.com');
    expect(sentServerName(cluster, tls, '192.0.2.1')).toBe('fixed');
    expect(sentServerName({}, tls, 'example.com')).toBe('fixed');
    expect([checksHostName(cluster), checksHostName({})]).toEqual([true, false]);
  });
});

describe('names of certificates', () => {
  const expected = (matcher: Message, type?: string) => [{ matcher, ...(type !== undefined && { type }) }];

  it.each([
    ['nothing is expected', [], ['a.example.com'], true],
    ['an equal name', expected({ exact: 'a.example.com' }, 'DNS'), ['b.example.com', 'a.example.com'], true],
    ['a wildcard certificate', expected({ exact: 'a.example.com' }), ['*.example.com'], true],
    ['a wildcard two labels up', expected({ exact: 'a.b.example.com' }), ['*.example.com'], false],
    [
      'a prefix of an identity',
      expected({ prefix: 'spiffe://cluster.local/' }),
      ['spiffe://cluster.local/ns/shop/sa/cart'],
      true,
    ],
    [
      'a name of another type',
      expected({ prefix: 'spiffe' }, 'DNS'),
      ['spiffe://cluster.local/ns/shop/sa/cart'],
      false,
    ],
    ['another name', expected({ exact: 'spiffe://a' }), ['spiffe://b'], false],
    ['a pattern that cannot be tried', expected({ safe_regex: { regex: '(' } }), ['a'], 'unknown'],
  ] as const)('%s', (_, matchers, names, accepted) => {
    expect(acceptsNames(matchers, names)).toBe(accepted);
  });
});

describe('ALPN and version', () => {
  const filter = {
    name: 'istio.alpn',
    typed_config: {
      '@type': 'type.googleapis.com/istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig',
      alpn_override: [
        { alpn_override: ['istio-http/1.0', 'istio', 'http/1.0'] },
        { upstream_protocol: 'HTTP11', alpn_override: ['istio-http/1.1', 'istio', 'http/1.1'] },
        { upstream_protocol: 'HTTP2', alpn_override: ['istio-h2', 'istio', 'h2'] },
      ],
    },
  };
  const tls = upstreamTls(context);
  const http = (httpFilters: readonly Message[]) => ({
    kind: 'http' as const,
    downstream: 'http/1.1' as const,
    httpFilters,
  });

  it('sends what the filter says for the version upstream', () => {
    expect(sentAlpn(tls, {}, http([filter]))).toEqual(['istio-http/1.1', 'istio', 'http/1.1']);
    expect(sentAlpn(tls, { http2_protocol_options: {} }, http([filter]))).toEqual(['istio-h2', 'istio', 'h2']);
  });

  it('sends the list of the context for TCP, without the filter, and where the cluster forbids it', () => {
    const forbidden = { metadata: { filter_metadata: { istio: { alpn_override: 'false' } } } };
    expect(sentAlpn(tls, {}, { kind: 'tcp' })).toEqual(['istio-peer-exchange', 'istio']);
    expect(sentAlpn(tls, {}, http([]))).toEqual(['istio-peer-exchange', 'istio']);
    expect(sentAlpn(tls, forbidden, http([filter]))).toEqual(['istio-peer-exchange', 'istio']);
  });

  it('offers its version where nothing else is said', () => {
    expect(sentAlpn(upstreamTls({}), { http2_protocol_options: {} }, http([]))).toEqual(['h2']);
  });

  it('does not know a filter that comes by its own discovery', () => {
    expect(sentAlpn(tls, {}, http([{ name: 'istio.alpn', config_discovery: {} }]))).toBe('unknown');
  });

  const options = (fields: Message) => ({
    typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': fields },
  });

  it.each([
    ['nothing said', {}, 'h2', ['http/1.1']],
    ['explicit HTTP/2', options({ explicit_http_config: { http2_protocol_options: {} } }), 'http/1.1', ['h2']],
    ['the caller followed', options({ use_downstream_protocol_config: {} }), 'h2', ['h2']],
    ['HTTP/1.0 never', options({ use_downstream_protocol_config: {} }), 'http/1.0', ['http/1.1']],
    ['HTTP/3 only when enabled', options({ use_downstream_protocol_config: {} }), 'h3', ['h2']],
    ['ALPN decides', options({ auto_config: {} }), 'http/1.1', ['h2', 'http/1.1']],
    ['the field of v2', { http2_protocol_options: {} }, 'http/1.1', ['h2']],
    ['the caller followed in v2', { protocol_selection: 'USE_DOWNSTREAM_PROTOCOL' }, 'h2', ['h2']],
  ] as const)('%s', (_, cluster, downstream, expected) => {
    expect(upstreamProtocols(cluster, downstream)).toEqual(expected);
  });
});
