import { expect, test } from 'vitest';
import type { ZtunnelConfig, ZtunnelService, ZtunnelWorkload } from '../../src/parsers/ztunnel/artifact.js';
import { decideOutbound } from '../../src/ztunnel/outbound.js';

function pod(name: string, address: string, more: Partial<ZtunnelWorkload> = {}): ZtunnelWorkload {
  const uid = `C1//Pod/shop/${name}`;
  return { namespace: 'shop', name, uid, serviceAccount: name, addresses: [address], protocol: 'HBONE', ...more };
}

function service(
  name: string,
  vip: string,
  pods: readonly string[],
  more: Partial<ZtunnelService> = {},
): ZtunnelService {
  return {
    namespace: 'shop',
    name,
    hostname: `${name}.shop.svc.cluster.local`,
    addresses: [vip],
    vips: [`/${vip}`],
    ports: [{ service: 80, target: 8080 }],
    endpoints: pods.map((one) => ({ workload: `C1//Pod/shop/${one}`, isHealthy: true })),
    endpointCount: { healthy: pods.length, total: pods.length },
    ...more,
  };
}

const client = pod('client', '10.1.0.1', { node: 'n1', locality: { region: 'r1', zone: 'z1' } });

function call(ip: string, config: ZtunnelConfig, port = 80, source = client) {
  const workloads = [client, ...(config.workloads ?? [])];
  return decideOutbound({ services: [], ...config, workloads }, { source, destination: { ip, port } });
}

function nextHops(...args: Parameters<typeof call>) {
  const decision = call(...args);
  return decision.kind === 'routes' ? decision.routes.map(({ nextHop }) => nextHop) : decision;
}

test('a range of addresses: the longest, but those of the own namespace first', () => {
  const workloads = [pod('a', '10.1.0.2'), pod('b', '10.1.0.3'), pod('c', '10.1.0.4')];
  const wide = service('a', '10.9.0.1', ['a'], { cidrVips: ['/240.0.0.0/8'], namespace: 'other' });
  const narrow = service('b', '10.9.0.2', ['b'], { cidrVips: ['/240.1.0.0/16'], namespace: 'other' });
  const own = service('c', '10.9.0.3', ['c'], { cidrVips: ['/240.0.0.0/6'] });
  expect(nextHops('240.1.0.1', { workloads, services: [wide, narrow] })).toEqual(['10.1.0.3:15008']);
  expect(nextHops('240.2.0.1', { workloads, services: [wide, narrow] })).toEqual(['10.1.0.2:15008']);
  expect(nextHops('240.1.0.1', { workloads, services: [wide, narrow, own] })).toEqual(['10.1.0.4:15008']);
});

test('of services with one address that of the client namespace, then the canonical one', () => {
  const workloads = [pod('a', '10.1.0.2'), pod('b', '10.1.0.3')];
  const first = service('a', '10.9.0.1', ['a'], { namespace: 'x' });
  const canonical = service('b', '10.9.0.1', ['b'], { namespace: 'y', isCanonical: true });
  expect(nextHops('10.9.0.1', { workloads, services: [first, canonical] })).toEqual(['10.1.0.3:15008']);
  expect(nextHops('10.9.0.1', { workloads, services: [{ ...first, namespace: 'shop' }, canonical] })).toEqual([
    '10.1.0.2:15008',
  ]);
});

test('unhealthy endpoints take part only where the service says so', () => {
  const workloads = [pod('a', '10.1.0.2', { status: 'Unhealthy' })];
  const strict = service('a', '10.9.0.1', ['a']);
  const loadBalancer = { mode: 'Standard', routingPreferences: [], healthPolicy: 'AllowAll' };
  expect(call('10.9.0.1', { workloads, services: [strict] })).toMatchObject({ error: 'no healthy upstream' });
  expect(nextHops('10.9.0.1', { workloads, services: [{ ...strict, loadBalancer }] })).toEqual(['10.1.0.2:15008']);
});

test('a named target port is known to endpoints alone', () => {
  const workloads = [pod('a', '10.1.0.2'), pod('b', '10.1.0.3')];
  const named = service('a', '10.9.0.1', ['a', 'b'], {
    ports: [{ service: 80, target: 0 }],
    endpoints: [
      { workload: 'C1//Pod/shop/a', isHealthy: true },
      { workload: 'C1//Pod/shop/b', isHealthy: true, ports: [{ service: 80, target: 9000 }] },
      { workload: 'C1//Pod/shop/gone', isHealthy: true, ports: [{ service: 80, target: 9000 }] },
    ],
  });
  expect(call('10.9.0.1', { workloads, services: [named] })).toMatchObject({
    routes: [{ nextHop: '10.1.0.3:15008', inner: '10.1.0.3:9000' }],
  });
});

test('locality: as much as possible, or all of it', () => {
  const workloads = [
    pod('near', '10.1.0.2', { locality: { region: 'r1', zone: 'z1' } }),
    pod('region', '10.1.0.3', { locality: { region: 'r1', zone: 'z2' } }),
    pod('far', '10.1.0.4', { locality: { region: 'r2', zone: 'z1' } }),
  ];
  const balanced = (mode: string, ...pods: string[]) =>
    service('a', '10.9.0.1', pods, { loadBalancer: { mode, routingPreferences: ['Region', 'Zone'] } });
  const hops = (mode: string, ...pods: string[]) =>
    nextHops('10.9.0.1', { workloads, services: [balanced(mode, ...pods)] });
  expect(hops('Failover', 'near', 'region', 'far')).toEqual(['10.1.0.2:15008']);
  expect(hops('Failover', 'region', 'far')).toEqual(['10.1.0.3:15008']);
  expect(hops('Failover', 'far')).toEqual(['10.1.0.4:15008']);
  expect(hops('Strict', 'region', 'far')).toMatchObject({ error: 'no healthy upstream' });
  expect(hops('Standard', 'near', 'far')).toEqual(['10.1.0.2:15008', '10.1.0.4:15008']);
});

test('the own network first: whatever its locality, before all others', () => {
  const gateway = { networkGateway: { destination: 'n2/192.168.0.1', port: 15008 } };
  const workloads = [
    pod('own', '10.1.0.2', { locality: { region: 'r9' } }),
    pod('remote', '10.2.0.2', { network: 'n2', locality: { region: 'r1' }, ...gateway }),
  ];
  const loadBalancer = { mode: 'Failover', routingPreferences: ['Network', 'Region'] };
  const services = [service('a', '10.9.0.1', ['own', 'remote'], { loadBalancer })];
  expect(nextHops('10.9.0.1', { workloads, services })).toEqual(['10.1.0.2:15008']);
});

test('Passthrough: the address as it is', () => {
  const loadBalancer = { mode: 'Passthrough', routingPreferences: [] };
  const services = [service('a', '10.9.0.1', [], { loadBalancer })];
  expect(call('10.9.0.1', { services })).toMatchObject({ kind: 'passthrough', nextHop: '10.9.0.1:80' });
});

const waypoint = service('waypoint', '10.9.0.9', ['waypoint'], { ports: [{ service: 15008, target: 15008 }] });

test('a waypoint by host name; one that is not there fails the call', () => {
  const workloads = [pod('a', '10.1.0.2'), pod('waypoint', '10.1.0.9')];
  const called = service('a', '10.9.0.1', ['a'], { waypoint: 'shop/waypoint.shop.svc.cluster.local' });
  expect(call('10.9.0.1', { workloads, services: [called, waypoint] })).toMatchObject({
    routes: [{ via: 'waypoint', protocol: 'HBONE', nextHop: '10.1.0.9:15008', inner: '10.9.0.1:80' }],
  });
  for (const services of [[called], [called, { ...waypoint, endpoints: [] }]]) {
    expect(call('10.9.0.1', { workloads, services })).toMatchObject({
      error: 'unknown waypoint',
      condition: 'WAYPOINT_MISSING',
    });
  }
});

test('a waypoint of a workload takes calls to its address, but not those of services or of itself', () => {
  const self = pod('waypoint', '10.1.0.9');
  const workloads = [pod('a', '10.1.0.2', { waypoint: 'shop/waypoint.shop.svc.cluster.local' }), self];
  const services = [waypoint, service('a', '10.9.0.1', ['a'])];
  expect(nextHops('10.1.0.2', { workloads, services })).toEqual(['10.1.0.9:15008']);
  expect(nextHops('10.9.0.1', { workloads, services })).toEqual(['10.1.0.2:15008']);
  expect(nextHops('10.1.0.2', { workloads, services }, 80, self)).toEqual(['10.1.0.2:15008']);
});

test('another network: two tunnels through its gateway, both to the service by name', () => {
  const remote = pod('a', '10.2.0.2', {
    network: 'n2',
    networkGateway: { destination: 'n2/192.168.0.1', port: 15008 },
  });
  const gateway = pod('gateway', '192.168.0.1', { network: 'n2' });
  const services = [service('a', '10.9.0.1', ['a'])];
  expect(call('10.9.0.1', { workloads: [remote, gateway], services })).toMatchObject({
    routes: [{ protocol: 'DOUBLE_HBONE', nextHop: '192.168.0.1:15008', inner: 'a.shop.svc.cluster.local:80' }],
  });
  expect(call('10.9.0.1', { workloads: [remote], services })).toMatchObject({ error: 'unknown network gateway' });
  const { networkGateway, ...without } = remote;
  expect(networkGateway).toBeDefined();
  expect(call('10.9.0.1', { workloads: [without], services })).toMatchObject({
    error: 'no valid routing destination',
  });
});

test('the address of a node stands for no pod, and IPv6 has many spellings', () => {
  const workloads = [pod('host', '10.1.0.7', { isHostNetwork: true }), pod('six', 'fd00::2', { protocol: 'TCP' })];
  expect(call('10.1.0.7', { workloads })).toMatchObject({ kind: 'passthrough' });
  expect(nextHops('fd00:0::2', { workloads })).toEqual(['[fd00::2]:80']);
});

test('what a table of istioctl does not show is unknown', () => {
  const table = { namespace: 'shop', name: 'a', addresses: ['10.9.0.1'], endpointCount: { healthy: 1, total: 1 } };
  expect(call('10.9.0.1', { services: [table] })).toMatchObject({ kind: 'unknown' });
  expect(decideOutbound({ workloads: [] }, { source: client, destination: { ip: '10.9.0.1', port: 80 } }).kind).toBe(
    'unknown',
  );
});
