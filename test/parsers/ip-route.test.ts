import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { ipRoute } from '../../src/parsers/ip-route.js';
import { parseText } from '../helpers/parse.js';

test('ip route: the default route with its gateway, the network with its source address', () => {
  const { artifact, notes } = parseText(
    ipRoute,
    'default via 10.244.1.1 dev eth0 \n10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.7 \n',
  );
  expect(artifact).toEqual({
    hasRoutes: true,
    routes: [
      {
        family: 'ipv4',
        destination: 'default',
        type: 'unicast',
        via: '10.244.1.1',
        device: 'eth0',
        table: 'main',
        line: 1,
        excerpt: 'default via 10.244.1.1 dev eth0',
      },
      {
        family: 'ipv4',
        destination: '10.244.1.0/24',
        type: 'unicast',
        device: 'eth0',
        scope: 'link',
        sourceAddress: '10.244.1.7',
        table: 'main',
        line: 2,
        excerpt: '10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.7',
      },
    ],
    rules: [],
  });
  expect(notes).toEqual([]);
});

test('show table all: types, tables, MTU, IPv6 without an address that would show it', () => {
  const { artifact } = parseText(
    ipRoute,
    `
    local default dev lo table 133 scope host
    blackhole 10.244.2.0/26 proto bird
    default via 10.0.0.5 dev eth0 mtu 1450
    10.0.0.9 dev eth0 scope link mtu lock 1400
    local 10.244.1.7 dev eth0 table local proto kernel scope host src 10.244.1.7
    default via fe80::1 dev eth0 metric 1024 pref medium
    local default dev lo table 100 metric 1024 pref medium
    `,
  );
  expect(artifact.routes).toMatchObject([
    { destination: 'default', type: 'local', device: 'lo', table: '133', family: 'ipv4' },
    { destination: '10.244.2.0/26', type: 'blackhole', table: 'main' },
    { destination: 'default', via: '10.0.0.5', mtu: 1450 },
    { destination: '10.0.0.9/32', mtu: 1400 },
    { destination: '10.244.1.7/32', type: 'local', table: 'local' },
    { destination: 'default', via: 'fe80::1', family: 'ipv6', metric: 1024 },
    { destination: 'default', type: 'local', table: '100', family: 'ipv6' },
  ]);
});

test('BusyBox prints two spaces before src; of several next hops the first stands for the route', () => {
  const { artifact } = parseText(
    ipRoute,
    'default proto static metric 100 \n\tnexthop via 10.0.0.1 dev eth0 weight 1 \n\tnexthop via 10.0.0.2 dev eth1 weight 1 \n10.244.1.0/24 dev eth0 scope link  src 10.244.1.7 ',
  );
  expect(artifact.routes).toMatchObject([
    { destination: 'default', via: '10.0.0.1', device: 'eth0', metric: 100 },
    { destination: '10.244.1.0/24', sourceAddress: '10.244.1.7' },
  ]);
});

test('route -n', () => {
  const { artifact } = parseText(
    ipRoute,
    `
    Kernel IP routing table
    Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
    0.0.0.0         10.244.1.1      0.0.0.0         UG    0      0        0 eth0
    10.244.1.0      0.0.0.0         255.255.255.0   U     0      0        0 eth0
    10.9.0.0        -               255.255.0.0     !     0      -        0 -
    `,
  );
  expect(artifact.routes).toMatchObject([
    { destination: 'default', via: '10.244.1.1', device: 'eth0', line: 3 },
    { destination: '10.244.1.0/24', type: 'unicast', device: 'eth0' },
    { destination: '10.9.0.0/16', type: 'unreachable' },
  ]);
  expect(artifact.routes[1]).not.toHaveProperty('via');
});

test('a routing table without a row is a table', () => {
  const header =
    'Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface';
  expect(parseText(ipRoute, header).artifact).toEqual({ hasRoutes: true, routes: [], rules: [] });
});

test('/proc/net/route is hexadecimal, lowest byte first', () => {
  const { artifact } = parseText(
    ipRoute,
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\neth0\t00000000\t0101F40A\t0003\t0\t0\t0\t00000000\t1400\t0\t0\neth0\t0001F40A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  );
  expect(artifact.routes).toMatchObject([
    { destination: 'default', via: '10.244.1.1', device: 'eth0', mtu: 1400 },
    { destination: '10.244.1.0/24', device: 'eth0' },
  ]);
  expect(artifact.routes[1]).not.toHaveProperty('mtu');
});

test('ip rule, alone', () => {
  const { artifact } = parseText(
    ipRoute,
    '0:\tfrom all lookup local\n32764:\tfrom all fwmark 0x111/0xfff lookup 100\n32766:\tfrom all lookup main',
  );
  expect(artifact.hasRoutes).toBe(false);
  expect(artifact.rules).toMatchObject([
    { priority: 0, table: 'local' },
    { priority: 32764, table: '100', fwmark: '0x111/0xfff' },
    { priority: 32766, table: 'main' },
  ]);
});

test('an odd line is a note; a refusal without a route is unusable', () => {
  expect(parseText(ipRoute, 'default via 10.0.0.1 dev eth0\nsomething else').notes).toEqual([
    { code: 'unexpected-content', path: 'entry', line: 2, detail: 'something else' },
  ]);
  const refused = () => parseText(ipRoute, 'Cannot open netlink socket: Operation not permitted');
  expect(refused).toThrow(Unusable);
  expect(refused).toThrow('Operation not permitted');
});
