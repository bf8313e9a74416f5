import { describe, expect, test } from 'vitest';
import {
  configOf,
  type Found,
  findCluster,
  findEndpoints,
  findExtension,
  findListener,
  findRoutes,
  findSecrets,
  pointerWithin,
  proxyResources,
  type ResourceKind,
} from '../../src/envoy/proxy-resources.js';

const envoyV3 = {
  configs: [
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
      bootstrap: { node: { id: 'sidecar~10.1.0.7' } },
    },
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
      static_clusters: [{ cluster: { name: 'agent', type: 'STATIC' } }],
      dynamic_active_clusters: [
        {
          version_info: '7',
          last_updated: '2026-03-01T10:00:00Z',
          cluster: { name: 'outbound|80||web.shop.svc.cluster.local', type: 'EDS' },
          error_state: { details: 'bad SNI', last_update_attempt: '2026-03-01T11:00:00Z', version_info: '8' },
        },
      ],
      dynamic_warming_clusters: [{ cluster: { name: 'outbound|90||new.shop.svc.cluster.local' } }],
    },
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
      static_listeners: [{ listener: { address: { socket_address: { address: '0.0.0.0', port_value: 15090 } } } }],
      dynamic_listeners: [
        {
          name: 'virtualOutbound',
          active_state: {
            version_info: '7',
            listener: { name: 'virtualOutbound' },
            last_updated: '2026-03-01T10:00:00Z',
          },
          warming_state: { version_info: '8', listener: { name: 'virtualOutbound' } },
        },
        {
          name: '10.0.0.9_443',
          error_state: {
            failed_configuration: {
              '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
              name: '10.0.0.9_443',
            },
            details: 'no filter chains',
          },
        },
      ],
    },
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump',
      static_route_configs: [{ route_config: { name: 'inbound|8080||' } }, { route_config: { virtual_hosts: [] } }],
      dynamic_route_configs: [{ route_config: { name: '80', virtual_hosts: [] } }],
    },
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump',
      dynamic_active_secrets: [{ name: 'default', secret: { name: 'default', tls_certificate: { private_key: 'K' } } }],
      dynamic_warming_secrets: [{ name: 'kubernetes://shop-tls', secret: { name: 'kubernetes://shop-tls' } }],
    },
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.EcdsConfigDump',
      ecds_filters: [
        { ecds_filter: { name: 'shop.wasm', typed_config: { '@type': 'type.googleapis.com/a.b.v3.RBAC', rules: {} } } },
      ],
    },
  ],
};

function nameOf(found: Found<{ name?: string }>): string | undefined {
  return typeof found === 'string' ? found : `has ${found.name}`;
}

describe('a config dump of Envoy', () => {
  const resources = proxyResources([{ json: envoyV3, file: 'proxies/web.json' }]);

  test('active resources come with their place, their age and what was refused since', () => {
    expect(findCluster(resources, 'outbound|80||web.shop.svc.cluster.local')).toMatchObject({
      origin: 'dynamic',
      file: 'proxies/web.json',
      pointer: '/configs/1/dynamic_active_clusters/0/cluster',
      lastUpdated: '2026-03-01T10:00:00Z',
      version: '7',
      refused: { details: 'bad SNI', attempted: '2026-03-01T11:00:00Z', version: '8' },
      raw: { type: 'EDS' },
    });
    expect(findListener(resources, 'virtualOutbound')).toMatchObject({
      pointer: '/configs/2/dynamic_listeners/0/active_state/listener',
      version: '7',
    });
  });

  test('what warms up or was refused without a predecessor takes no traffic', () => {
    expect(resources.notServing).toMatchObject([
      { state: 'warming', name: 'outbound|90||new.shop.svc.cluster.local' },
      { state: 'warming', name: 'virtualOutbound', version: '8' },
      { state: 'refused', name: '10.0.0.9_443', refused: { details: 'no filter chains' } },
    ]);
    expect(findListener(resources, '10.0.0.9_443')).toBe('missing');
  });

  test('listeners without a name are kept; inline route configurations are no named resources', () => {
    expect(resources.listeners.map(({ name }) => name)).toEqual([undefined, 'virtualOutbound']);
    expect(resources.routes.map(({ name }) => name)).toEqual(['80']);
    expect(findRoutes(resources, 'inbound|8080||')).toBe('missing');
  });

  test('secrets have a state and no content', () => {
    expect(findSecrets(resources, 'default')).toEqual([
      {
        name: 'default',
        state: 'active',
        origin: 'dynamic',
        file: 'proxies/web.json',
        pointer: '/configs/4/dynamic_active_secrets/0/secret',
      },
    ]);
    expect(findSecrets(resources, 'kubernetes://shop-tls')).toMatchObject([{ state: 'warming' }]);
  });

  test('a filter that was discovered has the configuration that came for it', () => {
    const filter = { name: 'shop.wasm', config_discovery: { config_source: { ads: {} } } };
    expect(findExtension(resources, filter)).toEqual({
      name: 'shop.wasm',
      type: 'RBAC',
      fields: { '@type': 'type.googleapis.com/a.b.v3.RBAC', rules: {} },
      isDiscovered: false,
    });
    expect(findExtension(resources, { ...filter, name: 'other' })).toBe('missing');
  });

  test('endpoints that nobody asked for are not missing', () => {
    expect(findEndpoints(resources, 'agent')).toBe('not captured');
  });
});

test('an empty section says that there is nothing', () => {
  const resources = proxyResources([{ json: { configs: [{ '@type': 'x/envoy.admin.v3.EndpointsConfigDump' }] } }]);
  expect(findEndpoints(resources, 'agent')).toBe('missing');
  expect(findCluster(resources, 'agent')).toBe('not captured');
});

test('the map form of Istio 1.0, in camelCase', () => {
  const resources = proxyResources([
    {
      json: {
        configs: {
          listeners: {
            dynamicActiveListeners: [
              {
                versionInfo: '3',
                lastUpdated: '2018-05-29T20:35:10Z',
                listener: {
                  name: '10.1.2.3_80',
                  filterChains: [{ tlsContext: {} }],
                  deprecatedV1: { bindToPort: false },
                },
              },
            ],
            dynamicWarmingListeners: [{ listener: { name: '10.1.2.4_80' } }],
          },
          routes: { dynamicRouteConfigs: [{ routeConfig: { name: '80', virtualHosts: [] } }] },
        },
      },
    },
  ]);
  const listener = findListener(resources, '10.1.2.3_80');
  if (typeof listener === 'string') throw new Error(listener);
  expect(configOf(listener)).toEqual({
    name: '10.1.2.3_80',
    filter_chains: [{ tls_context: {} }],
    deprecated_v1: { bind_to_port: false },
  });
  expect(listener).toMatchObject({ lastUpdated: '2018-05-29T20:35:10Z', version: '3' });
  expect(pointerWithin(listener, ['filter_chains', 0, 'tls_context'])).toBe(
    '/configs/listeners/dynamicActiveListeners/0/listener/filterChains/0/tlsContext',
  );
  expect(findListener(resources, '10.1.2.4_80')).toBe('missing');
  expect(nameOf(findRoutes(resources, '80'))).toBe('has 80');
  expect(findCluster(resources, 'agent')).toBe('not captured');
});

test('what istioctl prints: lists of one kind, and one section for secrets', () => {
  const resources = proxyResources([
    { file: 'listeners.json', json: [{ name: '0.0.0.0_80', filterChains: [] }] },
    { file: 'clusters.json', json: [{ name: 'agent', connectTimeout: '1s' }] },
    { file: 'routes.json', json: [{ name: '80', virtualHosts: [] }] },
    { file: 'secrets.json', json: { dynamicActiveSecrets: [{ name: 'ROOTCA', secret: { name: 'ROOTCA' } }] } },
  ]);
  expect([...resources.captured].sort()).toEqual<ResourceKind[]>(['cluster', 'listener', 'route', 'secret']);
  expect(findCluster(resources, 'agent')).toMatchObject({
    file: 'clusters.json',
    pointer: '/0',
    raw: { connectTimeout: '1s' },
  });
  expect(nameOf(findRoutes(resources, '80'))).toBe('has 80');
  expect(findSecrets(resources, 'ROOTCA')).toMatchObject([{ pointer: '/dynamicActiveSecrets/0/secret' }]);
});

test('an empty list says something only if its kind is known', () => {
  expect(proxyResources([{ json: [] }]).captured.size).toBe(0);
  expect([...proxyResources([{ json: [], holds: 'endpoints' }]).captured]).toEqual(['endpoints']);
  expect(proxyResources([{ json: 'rubbish' }]).captured.size).toBe(0);
});

test('pointers escape what JSON pointers need escaped', () => {
  const resources = proxyResources([{ json: [{ name: 'a', load_assignment: { 'x/y~': 1 } }] }]);
  const cluster = findCluster(resources, 'a');
  if (typeof cluster === 'string') throw new Error(cluster);
  expect(pointerWithin(cluster, ['load_assignment', 'x/y~'])).toBe('/0/load_assignment/x~1y~0');
});
