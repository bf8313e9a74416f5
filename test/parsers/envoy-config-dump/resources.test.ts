import { describe, expect, test } from 'vitest';
import { envoyConfigDump } from '../../../src/parsers/envoy-config-dump/index.js';
import { inlineBytes, otherRootPem, rootPem, workloadPem } from '../../helpers/certificates.js';
import { parseWindow } from '../../helpers/parse.js';
import { cluster, clusters, dump, endpoints, listener, listeners, routes, secrets } from './dump.js';

const sds = (name: string) => ({ common_tls_context: { tls_certificate_sds_secret_configs: [{ name }] } });
const type = (name: string) => ({ '@type': `type.googleapis.com/envoy.extensions.transport_sockets.${name}` });
const upstreamTls = (name: string) => ({
  name: 'envoy.transport_sockets.tls',
  typed_config: { ...type('tls.v3.UpstreamTlsContext'), ...sds(name) },
});
const rawBuffer = { name: 'envoy.transport_sockets.raw_buffer', typed_config: type('raw_buffer.v3.RawBuffer') };
const internal = {
  name: 'internal_upstream',
  typed_config: { ...type('internal_upstream.v3.InternalUpstreamTransport'), transport_socket: rawBuffer },
};

function readCluster(name: string, fields: object) {
  return parseWindow(envoyConfigDump, dump(clusters(cluster(name, fields)))).artifact.clusters[0]?.items[0];
}

function readListener(fields: object) {
  return parseWindow(envoyConfigDump, dump(listeners(listener('l', fields)))).artifact.listeners[0]?.items[0];
}

describe('clusters', () => {
  test.each([
    ['no TLS', {}, { transport: 'plaintext' }],
    ['the workload certificate', { transport_socket: upstreamTls('default') }, { transport: 'istio-mutual' }],
    ['a certificate of its own', { transport_socket: upstreamTls('kubernetes://shop-cert') }, { transport: 'tls' }],
    ['raw buffer', { transport_socket: rawBuffer }, { transport: 'plaintext' }],
    ['a tunnel', { transport_socket: internal }, { transport: 'plaintext', tunnel: true }],
    [
      'per endpoint (auto mutual TLS)',
      {
        transport_socket_matches: [
          { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transport_socket: upstreamTls('default') },
          { name: 'tlsMode-disabled', match: {}, transport_socket: rawBuffer },
        ],
      },
      { transport: 'auto' },
    ],
    [
      'per endpoint, with HBONE',
      {
        transport_socket_matches: [
          { name: 'hbone', match: { tunnel: 'http' }, transport_socket: internal },
          { name: 'tlsMode-disabled', match: {}, transport_socket: rawBuffer },
        ],
      },
      { transport: 'plaintext', tunnel: true },
    ],
    [
      'files of Citadel in API v2',
      {
        tls_context: {
          common_tls_context: { tls_certificates: [{ certificate_chain: { filename: '/etc/certs/cert-chain.pem' } }] },
        },
      },
      { transport: 'istio-mutual' },
    ],
  ])('transport: %s', (_, fields, expected) => {
    const { transport, tunnel } = readCluster('outbound|80||web.shop.svc.cluster.local', fields) ?? {};
    expect({ transport, ...(tunnel && { tunnel }) }).toEqual(expected);
  });

  test('the parts of an Istio name', () => {
    expect(readCluster('outbound|8080|v2|web.shop.svc.cluster.local', {})).toMatchObject({
      direction: 'outbound',
      port: 8080,
      subset: 'v2',
      host: 'web.shop.svc.cluster.local',
    });
    expect(readCluster('inbound|8080||', {})).toEqual({
      name: 'inbound|8080||',
      type: 'EDS',
      direction: 'inbound',
      port: 8080,
      transport: 'plaintext',
      hosts: [],
    });
    expect(readCluster('PassthroughCluster', { type: 'ORIGINAL_DST' })).not.toHaveProperty('direction');
  });

  test('type, addresses, name for endpoints, and the DestinationRule behind it', () => {
    const found = readCluster('c', {
      type: 'STRICT_DNS',
      eds_cluster_config: { service_name: 'other' },
      load_assignment: {
        endpoints: [
          { lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'fd00::1', port_value: 80 } } } }] },
          { lb_endpoints: [{ endpoint: { address: { pipe: { path: './etc/istio/proxy/XDS' } } } }] },
        ],
      },
      metadata: {
        filter_metadata: {
          istio: { config: '/apis/networking.istio.io/v1/namespaces/shop/destination-rule/web' },
        },
      },
    });
    expect(found).toMatchObject({
      type: 'STRICT_DNS',
      edsName: 'other',
      hosts: ['[fd00::1]:80', './etc/istio/proxy/XDS'],
      destinationRule: 'shop/web',
    });
    expect(readCluster('c', { type: undefined })).toMatchObject({ type: 'STATIC' });
    expect(readCluster('c', { cluster_type: { name: 'envoy.clusters.aggregate' } })).toMatchObject({
      type: 'envoy.clusters.aggregate',
    });
  });
});

describe('listeners', () => {
  test('TLS of a chain, its match, and where its traffic goes', () => {
    const found = readListener({
      address: { socket_address: { address: '0.0.0.0', port_value: 15006 } },
      traffic_direction: 'INBOUND',
      filter_chains: [
        {
          name: '0.0.0.0_8080',
          filter_chain_match: {
            destination_port: 8080,
            transport_protocol: 'tls',
            application_protocols: ['istio', 'istio-h2'],
          },
          transport_socket: {
            name: 'envoy.transport_sockets.tls',
            typed_config: {
              ...type('tls.v3.DownstreamTlsContext'),
              ...sds('default'),
              require_client_certificate: true,
            },
          },
          filters: [
            { name: 'istio.metadata_exchange' },
            {
              name: 'envoy.filters.network.http_connection_manager',
              typed_config: {
                '@type': 'type.googleapis.com/envoy.extensions.filters.network.HttpConnectionManager',
                route_config: {
                  name: 'inbound|8080||',
                  virtual_hosts: [{ name: 'v', domains: ['*'], routes: [{ route: { cluster: 'inbound|8080||' } }] }],
                },
              },
            },
          ],
        },
      ],
      default_filter_chain: {
        name: 'virtualInbound-catchall',
        filters: [
          {
            name: 'tcp',
            typed_config: {
              '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
              weighted_clusters: {
                clusters: [
                  { name: 'a', weight: 9 },
                  { name: 'b', weight: 0 },
                ],
              },
            },
          },
        ],
      },
    });
    expect(found).toEqual({
      name: 'l',
      address: '0.0.0.0',
      port: 15006,
      direction: 'INBOUND',
      bindToPort: true,
      chains: [
        {
          name: '0.0.0.0_8080',
          destinationPort: 8080,
          serverNames: [],
          transportProtocol: 'tls',
          applicationProtocols: ['istio', 'istio-h2'],
          tls: { requireClientCertificate: true, secrets: ['default'] },
          filters: ['istio.metadata_exchange', 'envoy.filters.network.http_connection_manager'],
          inlineRoute: {
            name: 'inbound|8080||',
            virtualHosts: [{ name: 'v', domains: ['*'], routes: [{ clusters: ['inbound|8080||'] }] }],
          },
          tcpClusters: [],
        },
        {
          name: 'virtualInbound-catchall',
          isDefault: true,
          serverNames: [],
          applicationProtocols: [],
          filters: ['tcp'],
          tcpClusters: ['a'],
        },
      ],
    });
  });

  test('a struct in place of the typed configuration, wrapped booleans, and TLS of API v2', () => {
    const found = readListener({
      address: { socket_address: { address: '10.244.1.7', port_value: 9080 } },
      deprecated_v1: { bind_to_port: { value: false } },
      filter_chains: [
        {
          tls_context: { require_client_certificate: { value: true } },
          filters: [
            { name: 'envoy.http_connection_manager', config: { rds: { route_config_name: '9080' }, http_filters: 7 } },
          ],
        },
      ],
    });
    expect(found).toMatchObject({
      bindToPort: false,
      chains: [{ tls: { requireClientCertificate: true, secrets: [] }, rds: '9080' }],
    });
  });

  test('listeners without a name, and without an address', () => {
    const text = dump({
      static_listeners: [
        { listener: { address: { socket_address: { address: '0.0.0.0', port_value: 15090 } } } },
        { listener: { name: 'main_internal', internal_listener: {} } },
      ],
    });
    expect(parseWindow(envoyConfigDump, text).artifact.listeners).toMatchObject([
      {
        dynamic: false,
        items: [{ name: '0.0.0.0_15090' }, { name: 'main_internal', address: 'envoy://main_internal' }],
      },
    ]);
  });
});

test('routes: weights, redirects, clusters named by a header, and the VirtualService behind them', () => {
  const text = dump(
    routes({
      route_config: {
        name: '80',
        virtual_hosts: [
          {
            name: 'web',
            domains: ['web'],
            routes: [
              {
                name: 'canary',
                route: {
                  weighted_clusters: {
                    clusters: [
                      { name: 'v1', weight: 90 },
                      { name: 'v2', weight: 10 },
                      { name: 'v3', weight: 0 },
                    ],
                  },
                },
                metadata: { filter_metadata: { istio: { config: '/apis/x/v1/namespaces/shop/virtual-service/web' } } },
              },
              { redirect: { https_redirect: true } },
              { route: { cluster_header: 'x-cluster' } },
            ],
          },
        ],
      },
    }),
  );
  expect(parseWindow(envoyConfigDump, text).artifact.routes[0]?.items[0]?.virtualHosts[0]?.routes).toEqual([
    { name: 'canary', clusters: ['v1', 'v2'], config: 'shop/web' },
    { clusters: [] },
    { clusters: [] },
  ]);
});

test('endpoints: counts, health, and addresses behind a tunnel', () => {
  const host = (address: string, fields: object = {}) => ({
    endpoint: { address: { socket_address: { address, port_value: 8080 } } },
    ...fields,
  });
  const tunnelled = {
    endpoint: { address: { envoy_internal_address: { server_listener_name: 'connect_originate', endpoint_id: 'x' } } },
    metadata: { filter_metadata: { 'envoy.filters.listener.original_dst': { local: '10.0.0.9:8080' } } },
  };
  const text = dump(
    endpoints({
      endpoint_config: {
        cluster_name: 'web',
        endpoints: [
          { lb_endpoints: [host('10.0.0.1', { health_status: 'HEALTHY' }), host('10.0.0.2')], priority: 0 },
          { lb_endpoints: [host('10.0.0.3', { health_status: 'UNHEALTHY' }), tunnelled], priority: 1 },
        ],
      },
    }),
  );
  expect(parseWindow(envoyConfigDump, text).artifact.endpoints?.[0]?.items).toEqual([
    {
      cluster: 'web',
      total: 4,
      unhealthy: [{ address: '10.0.0.3:8080', status: 'UNHEALTHY' }],
      addresses: ['10.0.0.1:8080', '10.0.0.2:8080', '10.0.0.3:8080', '10.0.0.9:8080'],
    },
  ]);
});

describe('secrets', () => {
  const workload = {
    name: 'default',
    last_updated: '2026-11-24T08:01:16Z',
    secret: {
      name: 'default',
      tls_certificate: {
        certificate_chain: inlineBytes(workloadPem),
        private_key: { inline_bytes: Buffer.from('not to be kept').toString('base64') },
      },
    },
  };
  const root = (pem: string) => ({
    name: 'ROOTCA',
    secret: { validation_context: { trusted_ca: inlineBytes(pem) } },
  });

  test('certificates are decoded, and nothing else leaves the parser', () => {
    const { artifact } = parseWindow(envoyConfigDump, dump(secrets(workload, root(rootPem))));
    expect(artifact.secrets).toMatchObject([
      {
        name: 'default',
        state: 'active',
        isAuthority: false,
        updated: '2026-11-24T08:01:16Z',
        pointer: '/configs/0/dynamic_active_secrets/0',
        certificates: [
          {
            subject: '',
            issuer: 'O=cluster.local',
            serial: 'cafe',
            notBefore: '2026-11-24T08:01:15.000Z',
            notAfter: '2026-11-25T08:01:15.000Z',
            names: ['spiffe://cluster.local/ns/shop/sa/cart'],
            isAuthority: false,
          },
        ],
      },
      { name: 'ROOTCA', isAuthority: true, certificates: [{ subject: 'O=cluster.local', isAuthority: true }] },
    ]);
    expect(JSON.stringify(artifact)).not.toContain('not to be kept');
  });

  test('who signed whom is told by keys, not by names', () => {
    const signersWith = (pem: string) => {
      const [own, roots] = parseWindow(envoyConfigDump, dump(secrets(workload, root(pem)))).artifact.secrets;
      return [own?.certificates[0]?.signedBy, roots?.certificates[0]?.fingerprint];
    };
    const [signers, fingerprint] = signersWith(rootPem);
    expect(signers).toEqual([fingerprint]);
    expect(signersWith(otherRootPem)[0]).toEqual([]);
  });

  test('a secret that is still waited for', () => {
    const text = dump({ dynamic_warming_secrets: [{ name: 'kubernetes://shop-cert', secret: {} }] });
    const { artifact, notes } = parseWindow(envoyConfigDump, text);
    expect(artifact.secrets).toMatchObject([{ name: 'kubernetes://shop-cert', state: 'warming', certificates: [] }]);
    expect(artifact.warming).toEqual([
      { resource: 'secret', name: 'kubernetes://shop-cert', pointer: '/configs/0/dynamic_warming_secrets/0' },
    ]);
    expect(notes).toEqual([]);
  });

  test('masked certificates are one note', () => {
    const masked = {
      name: 'default',
      secret: { tls_certificate: { certificate_chain: { inline_string: '[redacted]' } } },
    };
    const { artifact, notes } = parseWindow(envoyConfigDump, dump(secrets(masked, { ...masked, name: 'other' })));
    expect(artifact.secrets.map(({ certificates }) => certificates)).toEqual([[], []]);
    expect(notes).toEqual([
      {
        code: 'unexpected-content',
        path: 'entry',
        detail: 'no certificate can be read from the secrets default, other',
      },
    ]);
  });
});
