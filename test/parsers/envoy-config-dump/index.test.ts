import { describe, expect, test } from 'vitest';
import { createEnvoyConfigDumpParser, envoyConfigDump } from '../../../src/parsers/envoy-config-dump/index.js';
import { parseWindow } from '../../helpers/parse.js';
import { cluster, clusters, dump, endpoints, listener, listeners, routes } from './dump.js';

const reviews = 'outbound|9080||reviews.shop.svc.cluster.local';

const bootstrap = {
  '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
  bootstrap: {
    node: {
      id: 'sidecar~10.244.1.7~cart-6f5b.shop~shop.svc.cluster.local',
      metadata: {
        ISTIO_VERSION: '1.27.3',
        SERVICE_ACCOUNT: 'cart',
        WORKLOAD_NAME: 'cart',
        INTERCEPTION_MODE: 'REDIRECT',
        LABELS: { app: 'cart' },
        PROXY_CONFIG: { discoveryAddress: 'istiod.istio-system.svc:15012' },
      },
    },
    static_resources: {},
  },
};

const whole = dump(
  bootstrap,
  clusters(cluster('BlackHoleCluster', { type: 'STATIC' }), cluster(reviews, {}, '2026-03-04T08:10:25.9Z')),
  endpoints({
    endpoint_config: {
      cluster_name: reviews,
      endpoints: [
        { lb_endpoints: [{ endpoint: { address: { socket_address: { address: '10.244.1.8', port_value: 9080 } } } }] },
      ],
    },
  }),
  listeners(
    listener('0.0.0.0_9080', { address: { socket_address: { address: '0.0.0.0', port_value: 9080 } } }),
    listener('virtualOutbound', { address: { socket_address: { address: '0.0.0.0', port_value: 15001 } } }),
  ),
  routes({
    route_config: {
      name: '9080',
      virtual_hosts: [
        {
          name: 'reviews.shop.svc.cluster.local:9080',
          domains: ['reviews', 'reviews.shop'],
          routes: [{ match: { prefix: '/' }, route: { cluster: reviews } }],
        },
      ],
    },
    last_updated: '2026-03-04T08:10:27Z',
  }),
);

describe('a dump of today', () => {
  const { artifact, notes } = parseWindow(envoyConfigDump, whole);

  test('the proxy by its bootstrap, without its labels', () => {
    expect(artifact.node).toEqual({
      id: 'sidecar~10.244.1.7~cart-6f5b.shop~shop.svc.cluster.local',
      istioVersion: '1.27.3',
      serviceAccount: 'cart',
      workload: 'cart',
      interceptionMode: 'REDIRECT',
      discoveryAddress: 'istiod.istio-system.svc:15012',
    });
  });

  test('sections with their pointers', () => {
    expect(artifact.clusters).toEqual([
      {
        pointer: '/configs/1/dynamic_active_clusters',
        dynamic: true,
        items: [
          { name: 'BlackHoleCluster', type: 'STATIC', transport: 'plaintext', hosts: [] },
          {
            name: reviews,
            type: 'EDS',
            direction: 'outbound',
            port: 9080,
            host: 'reviews.shop.svc.cluster.local',
            transport: 'plaintext',
            hosts: [],
          },
        ],
      },
    ]);
    expect(artifact.endpoints).toEqual([
      {
        pointer: '/configs/2/dynamic_endpoint_configs',
        dynamic: true,
        items: [{ cluster: reviews, total: 1, unhealthy: [], addresses: ['10.244.1.8:9080'] }],
      },
    ]);
    expect(artifact.listeners[0]?.items.map(({ name, address, port }) => [name, address, port])).toEqual([
      ['0.0.0.0_9080', '0.0.0.0', 9080],
      ['virtualOutbound', '0.0.0.0', 15001],
    ]);
    expect(artifact.routes[0]?.items).toEqual([
      {
        name: '9080',
        virtualHosts: [
          {
            name: 'reviews.shop.svc.cluster.local:9080',
            domains: ['reviews', 'reviews.shop'],
            routes: [{ clusters: [reviews] }],
          },
        ],
      },
    ]);
  });

  test('the newest update of each sort, however many digits its fraction has', () => {
    expect(artifact.updated).toEqual({
      clusters: '2026-03-04T08:10:25.9Z',
      listeners: '2026-03-04T08:10:26.1Z',
      routes: '2026-03-04T08:10:27Z',
    });
    expect(notes).toEqual([]);
    expect(artifact).not.toHaveProperty('partial');
  });
});

describe('other forms of the same', () => {
  const artifact = parseWindow(envoyConfigDump, whole).artifact;

  test.each([1, 7, 64, 4096])('in windows of %i bytes', (size) => {
    expect(parseWindow(envoyConfigDump, whole, { size }).artifact).toEqual(artifact);
    expect(parseWindow(createEnvoyConfigDumpParser({ forgetful: true }), whole, { size }).artifact).toEqual(artifact);
  });

  test('compact, or indented by four', () => {
    const value: unknown = JSON.parse(whole);
    expect(parseWindow(envoyConfigDump, JSON.stringify(value)).artifact).toEqual(artifact);
    expect(parseWindow(envoyConfigDump, JSON.stringify(value, null, 4)).artifact).toEqual(artifact);
  });

  test('behind what kubectl printed to stderr', () => {
    const foreign = "Defaulting container name to istio-proxy.\nUse 'kubectl describe pod/cart -n shop' to see all.\n";
    expect(parseWindow(envoyConfigDump, foreign + whole).artifact).toEqual(artifact);
  });

  test('the map of Istio 1.0, in camelCase as istioctl prints it', () => {
    const old = {
      configs: {
        listeners: {
          dynamicActiveListeners: [
            {
              listener: {
                name: '10.96.3.4_443',
                address: { socketAddress: { address: '10.96.3.4', portValue: 443 } },
                filterChains: [
                  {
                    filters: [
                      {
                        name: 'envoy.tcp_proxy',
                        config: {
                          deprecated_v1: true,
                          value: { route_config: { routes: [{ cluster: 'outbound|443||galley.istio-system' }] } },
                        },
                      },
                    ],
                  },
                ],
                deprecatedV1: { bindToPort: false },
              },
              lastUpdated: '2018-08-22T21:14:41Z',
            },
          ],
        },
        clusters: {
          staticClusters: [
            {
              cluster: {
                name: 'xds-grpc',
                type: 'STRICT_DNS',
                hosts: [{ socketAddress: { address: 'istio-pilot.istio-system', portValue: 15010 } }],
              },
            },
          ],
        },
      },
    };
    const { artifact } = parseWindow(envoyConfigDump, JSON.stringify(old, null, 4));
    expect(artifact.clusters).toMatchObject([
      {
        pointer: '/configs/clusters/staticClusters',
        dynamic: false,
        items: [{ name: 'xds-grpc', hosts: ['istio-pilot.istio-system:15010'] }],
      },
    ]);
    expect(artifact.listeners[0]?.items).toMatchObject([
      { name: '10.96.3.4_443', bindToPort: false, chains: [{ tcpClusters: ['outbound|443||galley.istio-system'] }] },
    ]);
    expect(artifact.updated).toEqual({ listeners: '2018-08-22T21:14:41Z' });
    expect(artifact.endpoints).toBeUndefined();
  });

  test('dynamic_active_listeners and a warming cluster of API v2', () => {
    const text = dump(
      { dynamic_active_listeners: [{ listener: { name: 'virtual', address: {} } }] },
      { dynamic_warming_clusters: [{ cluster: { name: reviews }, last_updated: '2026-03-04T08:10:27Z' }] },
    );
    const { artifact } = parseWindow(envoyConfigDump, text);
    expect(artifact.listeners).toMatchObject([{ dynamic: true, items: [{ name: 'virtual' }] }]);
    expect(artifact.clusters).toEqual([]);
    expect(artifact.warming).toEqual([
      {
        resource: 'cluster',
        name: reviews,
        since: '2026-03-04T08:10:27Z',
        pointer: '/configs/1/dynamic_warming_clusters/0',
      },
    ]);
  });

  test('sections that repeat, that nobody reads, or that are empty', () => {
    const text = dump(
      { '@type': 'type.googleapis.com/envoy.admin.v3.EcdsConfigDump', ecds_filters: [{ name: 'a"]}' }] },
      clusters(cluster('agent')),
      { '@type': 'type.googleapis.com/envoy.admin.v3.EcdsConfigDump' },
      clusters(cluster('zipkin')),
      { '@type': 'type.googleapis.com/envoy.admin.v3.EndpointsConfigDump' },
    );
    const { artifact, notes } = parseWindow(envoyConfigDump, text);
    expect(artifact.clusters.map(({ pointer, items }) => [pointer, items[0]?.name])).toEqual([
      ['/configs/1/dynamic_active_clusters', 'agent'],
      ['/configs/3/dynamic_active_clusters', 'zipkin'],
    ]);
    expect(artifact.endpoints).toEqual([]);
    expect(notes).toEqual([]);
  });
});

describe('what is not in use', () => {
  test('a refused listener is left out of the section and leaves a gap', () => {
    const refused = {
      name: '0.0.0.0_80',
      error_state: {
        failed_configuration: { name: '0.0.0.0_80' },
        last_update_attempt: '2026-03-04T08:10:25Z',
        details: "Unable to parse JSON as proto: invalid value 'x'",
      },
    };
    const { artifact } = parseWindow(envoyConfigDump, dump(listeners(refused, listener('0.0.0.0_9080'))));
    expect(artifact.listeners).toMatchObject([{ items: [{ name: '0.0.0.0_9080' }], gaps: [0] }]);
    expect(artifact.rejected).toEqual([
      {
        resource: 'listener',
        name: '0.0.0.0_80',
        reason: "Unable to parse JSON as proto: invalid value 'x'",
        at: '2026-03-04T08:10:25Z',
        pointer: '/configs/0/dynamic_listeners/0',
      },
    ]);
  });

  test('a refused update beside the listener that stays in use', () => {
    const text = dump(listeners({ ...listener('0.0.0.0_80'), error_state: { details: 'duplicate address' } }));
    const { artifact } = parseWindow(envoyConfigDump, text);
    expect(artifact.listeners).toMatchObject([{ items: [{ name: '0.0.0.0_80' }] }]);
    expect(artifact.rejected).toMatchObject([{ name: '0.0.0.0_80', reason: 'duplicate address' }]);
  });

  test('a warming listener', () => {
    const waiting = {
      name: '0.0.0.0_443',
      warming_state: { listener: { name: '0.0.0.0_443' }, last_updated: '2026-03-04T08:10:25Z' },
    };
    const { artifact } = parseWindow(envoyConfigDump, dump(listeners(waiting)));
    expect(artifact.warming).toEqual([
      {
        resource: 'listener',
        name: '0.0.0.0_443',
        since: '2026-03-04T08:10:25Z',
        pointer: '/configs/0/dynamic_listeners/0',
      },
    ]);
    expect(artifact.listeners).toMatchObject([{ items: [], gaps: [0] }]);
  });
});

describe('trouble', () => {
  test('a dump that was cut off counts up to its last complete element', () => {
    const cut = whole.slice(0, whole.indexOf('"virtualOutbound"') + 5);
    const { artifact, notes } = parseWindow(envoyConfigDump, cut);
    expect(artifact.clusters[0]?.items).toHaveLength(2);
    expect(artifact.listeners[0]?.items).toMatchObject([{ name: '0.0.0.0_9080' }]);
    expect(artifact.routes).toEqual([]);
    expect(artifact.partial).toBe(true);
    expect(notes).toMatchObject([{ code: 'entry-truncated', path: 'entry' }]);
  });

  test('one element that is not understood is a note, and its neighbours keep their places', () => {
    const text = dump(clusters(cluster('agent'), { cluster: { name: 7 } }, cluster('zipkin')));
    const { artifact, notes } = parseWindow(envoyConfigDump, text);
    expect(artifact.clusters).toMatchObject([{ items: [{ name: 'agent' }, { name: 'zipkin' }], gaps: [1] }]);
    expect(artifact.partial).toBe(true);
    expect(notes).toMatchObject([
      { code: 'item-dropped', detail: expect.stringContaining('/configs/0/dynamic_active_clusters/1: cluster.name') },
    ]);
  });

  test.each([
    ['Error from server (NotFound): pods "cart" not found\n', 'Error from server (NotFound)'],
    ['invalid path. admin commands are:\n  /: Admin home page\n', 'invalid path'],
    ['{"workloads": [], "services": []}', 'no "configs"'],
    ['{"workloads": [', 'cut off before any configuration'],
    ['[]', 'no JSON object'],
  ])('%j is unusable', (text, reason) => {
    expect(() => parseWindow(envoyConfigDump, text)).toThrow(reason);
    expect(() => parseWindow(envoyConfigDump, text, { size: 1 })).toThrow(reason);
  });

  test('hostile depth is unusable', () => {
    const text = `{"configs": [{"dynamic_active_clusters": [${'['.repeat(500)}${']'.repeat(500)}]}]}`;
    expect(() => parseWindow(envoyConfigDump, text)).toThrow('nested deeper than 150');
  });
});
