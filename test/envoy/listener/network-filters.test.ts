import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/envoy/listener/connection.js';
import { networkFilters } from '../../../src/envoy/listener/network-filters.js';
import { tcpClusters, tcpProxy } from '../../../src/envoy/listener/tcp-proxy.js';
import { message } from '../../../src/envoy/message.js';
import { proxyResources } from '../../../src/envoy/proxy-resources.js';

const noResources = proxyResources([]);

function typed(name: string, type: string, fields: object = {}): object {
  return { name, typed_config: { '@type': `type.googleapis.com/a.v3.${type}`, ...fields } };
}

function walk(...filters: object[]) {
  return networkFilters(message({ filters }), noResources);
}

describe('connection managers', () => {
  test('by RDS, with the filters in front', () => {
    const manager = {
      stat_prefix: 'outbound_0.0.0.0_80',
      rds: { route_config_name: '80', config_source: { ads: {} } },
      http_filters: [{ name: 'envoy.filters.http.router' }],
      use_remote_address: false,
    };
    const { passed, terminal } = walk(
      typed('istio.metadata_exchange', 'MetadataExchange'),
      typed('envoy.filters.network.rbac', 'RBAC', { rules: {} }),
      typed('envoy.filters.network.http_connection_manager', 'HttpConnectionManager', manager),
    );
    expect(passed).toMatchObject([
      { name: 'istio.metadata_exchange', index: 0, effect: 'pass' },
      { name: 'envoy.filters.network.rbac', index: 1, effect: 'rbac', fields: { rules: {} } },
    ]);
    expect(terminal).toMatchObject({
      kind: 'http',
      index: 2,
      manager: {
        statPrefix: 'outbound_0.0.0.0_80',
        codec: 'AUTO',
        routes: { kind: 'rds', name: '80' },
        filters: [{ name: 'envoy.filters.http.router' }],
        useRemoteAddress: false,
        trustedHops: 0,
      },
    });
  });

  test('the name and the struct of v2, routes inline', () => {
    const config = { route_config: { virtual_hosts: [] }, codec_type: 'HTTP2', use_remote_address: { value: true } };
    expect(walk({ name: 'envoy.http_connection_manager', config }).terminal).toMatchObject({
      kind: 'http',
      manager: { codec: 'HTTP2', routes: { kind: 'inline', config: { virtual_hosts: [] } }, useRemoteAddress: true },
    });
  });

  test('the type counts before the name', () => {
    expect(walk(typed('envoy.tcp_proxy', 'HttpConnectionManager')).terminal).toMatchObject({
      kind: 'http',
      manager: { routes: { kind: 'none' } },
    });
  });
});

describe('other ends', () => {
  test('redis and thrift take connections, mongo and mysql let them pass to the TCP proxy', () => {
    expect(walk({ name: 'envoy.redis_proxy', config: {} }).terminal).toEqual({
      kind: 'other',
      index: 0,
      name: 'envoy.redis_proxy',
    });
    expect(walk({ name: 'envoy.filters.network.thrift_proxy' }).terminal.kind).toBe('other');
    const passing = walk(
      { name: 'envoy.mongo_proxy' },
      { name: 'envoy.filters.network.mysql_proxy' },
      { name: 'envoy.tcp_proxy', config: {} },
    );
    expect(passing.terminal).toMatchObject({ kind: 'tcp', index: 2 });
  });

  test('direct response, which shares its type with others', () => {
    expect(walk(typed('mine', 'network.direct_response.v3.Config')).terminal.kind).toBe('other');
  });

  test('without a filter that takes it the connection is closed; one that is not known might take it', () => {
    expect(walk().terminal).toEqual({ kind: 'none' });
    expect(walk({ name: 'envoy.filters.network.rbac' }).terminal).toEqual({ kind: 'none' });
    expect(walk({ name: 'acme.gateway' }).terminal).toEqual({ kind: 'unknown', why: 'no known filter' });
  });

  test('a filter whose configuration did not arrive', () => {
    const discovered = { name: 'late', config_discovery: {} };
    expect(walk(discovered).terminal).toEqual({ kind: 'unknown', index: 0, why: 'filter not captured' });
    const captured = proxyResources([{ json: [], holds: 'filter' }]);
    expect(networkFilters(message({ filters: [discovered] }), captured).terminal).toMatchObject({
      why: 'filter missing',
    });
  });
});

test.each([
  ['a mixer that only reports', { name: 'mixer', config: { disable_check_calls: true } }, 'pass'],
  ['a mixer that checks', { name: 'mixer', config: {} }, 'opaque'],
  [
    'telemetry of Istio 1.6',
    typed('istio.stats', 'Wasm', { config: { vm_config: { runtime: 'envoy.wasm.runtime.null' } } }),
    'pass',
  ],
  [
    'a plug-in of the user',
    typed('shop.plugin', 'Wasm', { config: { vm_config: { runtime: 'envoy.wasm.runtime.v8' } } }),
    'opaque',
  ],
  [
    'telemetry of Istio 1.18',
    { name: 'mine', typed_config: { '@type': 'type.googleapis.com/stats.PluginConfig' } },
    'pass',
  ],
  ['identity of the peer', typed('istio_authn', 'io.istio.network.authn.Config'), 'pass'],
  ['external authorization', { name: 'envoy.filters.network.ext_authz' }, 'opaque'],
  [
    'filter state for HBONE',
    typed('connect_authority', 'network.set_filter_state.v3.Config', {
      on_new_connection: [{ object_key: 'envoy.filters.listener.original_dst.local_ip' }],
    }),
    'pass',
  ],
  [
    'filter state that chooses the cluster',
    typed('mine', 'network.set_filter_state.v3.Config', {
      on_new_connection: [{ object_key: 'envoy.tcp_proxy.cluster' }],
    }),
    'opaque',
  ],
  ['someone else’s filter', { name: 'acme.filter' }, 'unknown'],
])('effect: %s', (_, filter, effect) => {
  expect(walk(filter, { name: 'envoy.tcp_proxy', config: { cluster: 'a' } }).passed).toMatchObject([{ effect }]);
});

describe('TCP proxies', () => {
  const connection: Connection = {
    destinationIp: '10.0.0.5',
    destinationPort: 3306,
    serverName: '',
    transportProtocol: 'raw_buffer',
    applicationProtocols: [],
  };

  test('one cluster, tunnelled', () => {
    const config = {
      cluster: 'outbound|3306||db.shop.svc.cluster.local',
      tunneling_config: { hostname: 'db.example.com:443' },
    };
    const { terminal } = walk(typed('envoy.filters.network.tcp_proxy', 'TcpProxy', config));
    expect(terminal).toMatchObject({
      kind: 'tcp',
      fromSni: false,
      proxy: {
        clusters: [{ name: 'outbound|3306||db.shop.svc.cluster.local', weight: 1 }],
        tunnelHost: 'db.example.com:443',
      },
    });
  });

  test('weighted clusters', () => {
    const clusters = [
      { name: 'a', weight: 80 },
      { name: 'b', weight: 20, metadata_match: { filter_metadata: {} } },
    ];
    const proxy = tcpProxy({ weighted_clusters: { clusters } });
    expect(tcpClusters(proxy, connection)).toEqual([
      { name: 'a', weight: 80 },
      { name: 'b', weight: 20, metadataMatch: { filter_metadata: {} } },
    ]);
  });

  test('the cluster of the SNI in AUTO_PASSTHROUGH gateways', () => {
    const { terminal } = walk(
      { name: 'envoy.filters.network.sni_cluster' },
      { name: 'envoy.tcp_proxy', config: { cluster: 'BlackHoleCluster' } },
    );
    expect(terminal).toMatchObject({ kind: 'tcp', fromSni: true });
  });

  test('the v1 form of Istio 1.0: the first route that holds', () => {
    const proxy = tcpProxy({
      deprecated_v1: true,
      value: {
        route_config: {
          routes: [
            { cluster: 'a', destination_ip_list: ['10.0.0.4/32'] },
            { cluster: 'b', destination_ip_list: ['10.0.0.0/24'], destination_ports: '80,3300-3310' },
            { cluster: 'c', source_ip_list: ['10.2.0.0/16'] },
          ],
        },
      },
    });
    expect(tcpClusters(proxy, connection)).toEqual([{ name: 'b', weight: 1 }]);
    expect(tcpClusters(proxy, { ...connection, destinationPort: 3311 })).toBe('unknown');
    expect(tcpClusters(proxy, { ...connection, destinationPort: 3311, sourceIp: '10.2.1.1' })).toEqual([
      { name: 'c', weight: 1 },
    ]);
    expect(tcpClusters(proxy, { ...connection, destinationPort: 3311, sourceIp: '10.3.1.1' })).toEqual([]);
  });

  test('deprecated_v1 as a message of v2', () => {
    const routes = [{ cluster: 'a', destination_ip_list: [{ address_prefix: '10.0.0.0', prefix_len: 24 }] }];
    expect(tcpClusters(tcpProxy({ deprecated_v1: { routes } }), connection)).toEqual([{ name: 'a', weight: 1 }]);
  });
});
