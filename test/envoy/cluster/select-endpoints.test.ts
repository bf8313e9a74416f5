import { describe, expect, it } from 'vitest';
import { healthOfFlags, runtimeHealth } from '../../../src/envoy/cluster/runtime-health.js';
import { type EndpointQuestion, selectEndpoints } from '../../../src/envoy/cluster/select-endpoints.js';
import { tunnelledAddress } from '../../../src/envoy/cluster/upstream-host.js';
import type { Message } from '../../../src/envoy/message.js';

const noPanic = { common_lb_config: { healthy_panic_threshold: {} } };
const eds: Message = { name: 'outbound|80||cart', type: 'EDS', ...noPanic };

function host(address: string, facts: Message = {}): Message {
  return { endpoint: { address: { socket_address: { address, port_value: 80 } } }, ...facts };
}

function group(...hosts: readonly Message[]): Message {
  return { lb_endpoints: hosts };
}

function ask(cluster: Message, groups: readonly Message[], facts: Partial<EndpointQuestion> = {}) {
  const found = selectEndpoints({ cluster, assignment: { endpoints: groups }, ...facts });
  return found.outcome === 'ok' ? { ...found, hosts: found.hosts.map(({ address }) => address) } : found;
}

describe('health', () => {
  it('uses degraded hosts beside too few healthy ones', () => {
    const groups = [group(host('10.0.0.1'), host('10.0.0.2', { health_status: 'DEGRADED' }))];
    expect(ask(eds, groups)).toMatchObject({ hosts: ['10.0.0.1:80', '10.0.0.2:80'], priorities: new Map([[0, 100]]) });
  });

  it('leaves degraded hosts alone where the healthy ones suffice', () => {
    const groups = [
      group(host('10.0.0.1'), host('10.0.0.2'), host('10.0.0.3'), host('10.0.0.4', { health_status: 'DEGRADED' })),
    ];
    expect(ask(eds, groups)).toMatchObject({ hosts: ['10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80'] });
  });

  it('prefers what the running proxy found out', () => {
    const health = runtimeHealth({
      host_statuses: [
        {
          address: { socket_address: { address: '10.0.0.1', port_value: 80 } },
          health_status: { failed_outlier_check: true, eds_health_status: 'HEALTHY' },
        },
      ],
    });
    const found = selectEndpoints({ cluster: eds, assignment: { endpoints: [group(host('10.0.0.1'))] }, health });
    expect(found).toMatchObject({
      outcome: 'no_healthy_upstream',
      unused: [{ address: '10.0.0.1:80', ejected: true }],
    });
  });

  it('takes a host back that the running proxy holds for healthy', () => {
    const health = new Map([['10.0.0.1:80', healthOfFlags(['healthy'])]]);
    expect(ask(eds, [group(host('10.0.0.1', { health_status: 'UNHEALTHY' }))], { health })).toMatchObject({
      outcome: 'ok',
    });
  });

  it('says that ejection is not known where outlier detection is on', () => {
    const cluster = { ...eds, outlier_detection: {} };
    expect(ask(cluster, [group(host('10.0.0.1'))])).toMatchObject({
      assumed: ['no host is ejected or fails a health check'],
    });
  });

  it('drops traffic in panic where the cluster says so', () => {
    const cluster = { ...eds, common_lb_config: { zone_aware_lb_config: { fail_traffic_on_panic: true } } };
    const groups = [group(host('10.0.0.1', { health_status: 'UNHEALTHY' }))];
    expect(ask(cluster, groups)).toMatchObject({ outcome: 'no_healthy_upstream' });
  });
});

describe('localities and policy', () => {
  const weighted = { ...eds, common_lb_config: { healthy_panic_threshold: {}, locality_weighted_lb_config: {} } };
  const groups = [{ ...group(host('10.0.0.1')), load_balancing_weight: 80 }, group(host('10.0.0.2'))];

  it('gives localities without a weight nothing', () => {
    expect(ask(weighted, groups)).toMatchObject({ hosts: ['10.0.0.1:80'] });
  });

  it('ignores weights of localities without the setting', () => {
    expect(ask(eds, groups)).toMatchObject({ hosts: ['10.0.0.1:80', '10.0.0.2:80'] });
  });

  it('weighs health', () => {
    const assignment = {
      policy: { weighted_priority_health: true, overprovisioning_factor: 100 },
      endpoints: [
        group(
          host('10.0.0.1', { load_balancing_weight: 1 }),
          host('10.0.0.2', { load_balancing_weight: '3', health_status: 'UNHEALTHY' }),
        ),
        { ...group(host('10.9.0.1')), priority: 1 },
      ],
    };
    expect(selectEndpoints({ cluster: eds, assignment })).toMatchObject({
      priorities: new Map([
        [0, 25],
        [1, 75],
      ]),
      failover: true,
    });
  });
});

describe('where endpoints come from', () => {
  it('reads hosts of Envoy API v2', () => {
    const cluster = {
      name: 'inbound|80|http|cart',
      hosts: [{ socket_address: { address: '127.0.0.1', port_value: 80 } }],
    };
    expect(ask(cluster, [])).toMatchObject({ hosts: ['127.0.0.1:80'] });
  });

  it('takes names for granted and does not need a capture of what they resolved to', () => {
    const cluster = {
      name: 'outbound|80||example.com',
      type: 'STRICT_DNS',
      load_assignment: { endpoints: [group(host('example.com'))] },
    };
    expect(selectEndpoints({ cluster })).toMatchObject({
      outcome: 'ok',
      hosts: [{ address: 'example.com:80', kind: 'name' }],
      assumed: ['names of hosts resolve, to addresses that were not captured'],
    });
    expect(ask(cluster, [group(host('198.51.100.7'))])).toMatchObject({ hosts: ['198.51.100.7:80'], assumed: [] });
  });

  it('finds the listener inside Envoy and where it tunnels to', () => {
    const metadata = { filter_metadata: { 'envoy.filters.listener.original_dst': { local: '10.0.0.1:80' } } };
    const internal = {
      endpoint: { address: { envoy_internal_address: { server_listener_name: 'connect_originate' } } },
      metadata,
    };
    const found = selectEndpoints({ cluster: eds, assignment: { endpoints: [group(internal)] } });
    const [first] = found.outcome === 'ok' ? found.hosts : [];
    expect(first).toMatchObject({ kind: 'internal', address: 'connect_originate' });
    expect(first && tunnelledAddress(first)).toBe('10.0.0.1:80');
  });

  it('prints addresses of IPv6 in brackets', () => {
    expect(ask(eds, [group(host('2001:db8::1'))])).toMatchObject({ hosts: ['[2001:db8::1]:80'] });
  });

  it('asks for the host of a dynamic forward proxy', () => {
    const cluster = { name: 'dfp', cluster_type: { name: 'envoy.clusters.dynamic_forward_proxy' } };
    expect(ask(cluster, [], { host: 'example.com' })).toMatchObject({ hosts: ['example.com'] });
    expect(ask(cluster, [])).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    ['subsets by metadata', { ...eds, lb_subset_config: { subset_selectors: [{ keys: ['version'] }] } }],
    ['an extension that is not modelled', { name: 'c', cluster_type: { name: 'envoy.clusters.redis' } }],
  ])('does not know about %s', (_, cluster) => {
    expect(ask(cluster, [group(host('10.0.0.1'))])).toMatchObject({ outcome: 'unknown' });
  });

  it('does not know localities that come by their own discovery', () => {
    expect(ask(eds, [{ leds_cluster_locality_config: {} }])).toMatchObject({ outcome: 'unknown' });
  });
});

describe('original destination', () => {
  const cluster = {
    name: 'inbound|8080||',
    type: 'ORIGINAL_DST',
    original_dst_lb_config: { use_http_header: true, upstream_port_override: 15008 },
  };

  it('overrides the port', () => {
    expect(ask(cluster, [], { original: { restored: '10.0.0.1:80' } })).toMatchObject({ hosts: ['10.0.0.1:15008'] });
  });

  it('prefers the header, then filter state to both', () => {
    const header = (name: string) => (name === 'x-envoy-original-dst-host' ? '10.0.0.2:80' : undefined);
    expect(ask(cluster, [], { original: { restored: '10.0.0.1:80', header } })).toMatchObject({
      hosts: ['10.0.0.2:15008'],
    });
    const original = { restored: '10.0.0.1:80', header, override: '[2001:db8::1]:80' };
    expect(ask(cluster, [], { original })).toMatchObject({ hosts: ['[2001:db8::1]:15008'] });
  });

  it('leaves the mesh through PassthroughCluster only', () => {
    expect(ask(cluster, [], { original: { restored: '10.0.0.1:80' } })).not.toHaveProperty('leavesMesh');
  });
});

describe('aggregate', () => {
  const aggregate = {
    name: 'a',
    cluster_type: { name: 'envoy.clusters.aggregate', typed_config: { clusters: ['first', 'second'] } },
    ...noPanic,
  };
  const down = {
    cluster: { ...eds, name: 'first' },
    assignment: { endpoints: [group(host('10.0.0.1', { health_status: 'UNHEALTHY' }))] },
  };
  const up = { cluster: { ...eds, name: 'second' }, assignment: { endpoints: [group(host('10.0.0.2'))] } };

  it('goes on to the next member', () => {
    const clusterNamed = (name: string) => (name === 'first' ? down : up);
    expect(ask(aggregate, [], { clusterNamed })).toMatchObject({ hosts: ['10.0.0.2:80'], failover: true });
  });

  it('leaves out members that do not exist', () => {
    const clusterNamed = (name: string) => (name === 'first' ? undefined : up);
    expect(ask(aggregate, [], { clusterNamed })).toMatchObject({ hosts: ['10.0.0.2:80'] });
  });

  it('is unknown with a member whose endpoints are', () => {
    const clusterNamed = (name: string) => (name === 'first' ? { cluster: down.cluster, assignment: null } : up);
    expect(ask(aggregate, [], { clusterNamed })).toMatchObject({
      outcome: 'unknown',
      reason: 'first: endpoints not captured',
    });
  });
});

describe('circuit breakers', () => {
  const closed = (name: string) => ({ ...eds, circuit_breakers: { thresholds: [{ [name]: 0 }] } });
  const groups = [group(host('10.0.0.1'))];

  it.each(['max_connections', 'max_requests', 'max_pending_requests'])('%s of zero blocks', (name) => {
    expect(ask(closed(name), groups)).toMatchObject({ outcome: 'overflow', flag: 'UO', gate: { threshold: name } });
  });

  it('lets HTTP open its first connection', () => {
    expect(ask(closed('max_connections'), groups, { protocol: 'http' })).toMatchObject({ outcome: 'ok' });
    expect(ask(closed('max_connections'), groups, { protocol: 'tcp' })).toMatchObject({ outcome: 'overflow' });
  });

  it('counts by priority of the route', () => {
    const cluster = { ...eds, circuit_breakers: { thresholds: [{ priority: 'HIGH', max_requests: 0 }] } };
    expect(ask(cluster, groups)).toMatchObject({ outcome: 'ok' });
    expect(ask(cluster, groups, { priority: 'HIGH' })).toMatchObject({ outcome: 'overflow' });
  });

  it('comes after the search for a host', () => {
    expect(ask(closed('max_requests'), [], { protocol: 'http' })).toMatchObject({ outcome: 'no_healthy_upstream' });
  });

  it('is open without thresholds and with any other', () => {
    expect(ask({ ...eds, circuit_breakers: { thresholds: [{ max_connections: 1 }] } }, groups)).toMatchObject({
      outcome: 'ok',
    });
  });
});
