import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { ztunnelConfig } from '../../src/parsers/ztunnel/index.js';
import { parseText } from '../helpers/parse.js';

function dump(content: unknown) {
  return parseText(ztunnelConfig, JSON.stringify(content));
}

const leaf = {
  pem: 'LS0t',
  serial_number: '255',
  valid_from: '2026-03-01T00:00:00Z',
  expiration_time: '2026-03-02T00:00:00Z',
};
const root = { ...leaf, serial_number: '4096' };

test('Istio 1.18: workloads by address, the leaf called ca_cert, names in snake_case around', () => {
  const { artifact, notes } = dump({
    workloads: {
      '10.0.0.1': {
        workloadIp: '10.0.0.1',
        waypointAddresses: ['10.0.0.9'],
        gatewayAddress: null,
        protocol: 'HBONE',
        name: 'cart-1',
        namespace: 'shop',
        node: 'worker-1',
        status: 'Healthy',
      },
    },
    vips: { '10.96.0.1:80': [['10.0.0.1', 8080]] },
    policies: {},
    local_node: 'worker-1',
    version: { istio_version: 'unknown' },
    certificates: [
      { identity: 'spiffe://cluster.local/ns/shop/sa/cart', state: 'Available', ca_cert: [leaf], cert_chain: [root] },
    ],
  });
  expect(notes).toEqual([]);
  expect(artifact).toEqual({
    node: 'worker-1',
    workloads: [
      {
        namespace: 'shop',
        name: 'cart-1',
        addresses: ['10.0.0.1'],
        node: 'worker-1',
        protocol: 'HBONE',
        status: 'Healthy',
        waypoint: '10.0.0.9',
        pointer: '/workloads/10.0.0.1',
      },
    ],
    policies: [],
    certificates: [
      {
        identity: 'spiffe://cluster.local/ns/shop/sa/cart',
        state: 'Available',
        chain: [
          { serial: 'ff', notBefore: leaf.valid_from, notAfter: leaf.expiration_time },
          { serial: '1000', notBefore: leaf.valid_from, notAfter: leaf.expiration_time },
        ],
        pointer: '/certificates/0',
      },
    ],
  });
});

test('Istio 1.20: workloads by uid, services by host in lists', () => {
  const { artifact } = dump({
    by_addr: {},
    by_uid: {
      'C1//Pod/shop/cart-1': {
        uid: 'C1//Pod/shop/cart-1',
        name: 'cart-1',
        namespace: 'shop',
        workloadIps: ['10.0.0.1'],
      },
    },
    by_host: {
      'cart.shop.svc.cluster.local': [{ name: 'cart', namespace: 'shop', vips: ['net1/10.96.0.1'], endpoints: {} }],
    },
  });
  expect(artifact.workloads).toMatchObject([{ name: 'cart-1', pointer: '/by_uid/C1~1~1Pod~1shop~1cart-1' }]);
  expect(artifact.services).toEqual([
    {
      namespace: 'shop',
      name: 'cart',
      addresses: ['10.96.0.1'],
      vips: ['net1/10.96.0.1'],
      endpoints: [],
      endpointCount: { healthy: 0, total: 0 },
      pointer: '/by_host/cart.shop.svc.cluster.local/0',
    },
  ]);
});

test('Istio 1.27: lists, endpoints with a status, captured pods with their connections', () => {
  const { artifact } = dump({
    config: { localNode: 'worker-1' },
    version: { istioVersion: '1.27.3' },
    services: [
      {
        name: 'cart',
        namespace: 'shop',
        hostname: 'cart.shop.svc.cluster.local',
        vips: ['/10.96.0.1'],
        waypoint: { destination: 'shop/waypoint.shop.svc.cluster.local', hboneMtlsPort: 15008 },
        endpoints: {
          a: { workloadUid: 'C1//Pod/shop/cart-1', status: 'Healthy' },
          b: { workloadUid: 'C1//Pod/shop/cart-2', status: 'Unhealthy' },
        },
      },
    ],
    policies: [{ name: 'deny', namespace: 'shop', action: 'Deny', scope: 'WorkloadSelector', rules: [] }],
    certificates: [
      {
        identity: 'spiffe://cluster.local/ns/shop/sa/cart',
        state: 'Unavailable: signing gRPC error: refused',
        certChain: [],
        rootCerts: [],
      },
    ],
    workloadState: {
      'uid-1': {
        state: 'Up',
        info: { name: 'cart-1', namespace: 'shop', serviceAccount: 'cart' },
        connections: {
          inbound: [{ src: '10.0.0.7:41022', originalDst: null, actualDst: '10.0.0.1:8080', protocol: 'HBONE' }],
          outbound: [{ src: '10.0.0.1:41000', originalDst: '10.96.0.2:80', actualDst: '10.0.0.8:80', protocol: 'TCP' }],
        },
      },
    },
  });
  expect(artifact).toEqual({
    node: 'worker-1',
    istioVersion: '1.27.3',
    services: [
      {
        namespace: 'shop',
        name: 'cart',
        hostname: 'cart.shop.svc.cluster.local',
        waypoint: 'shop/waypoint.shop.svc.cluster.local',
        waypointPort: 15008,
        addresses: ['10.96.0.1'],
        vips: ['/10.96.0.1'],
        endpoints: [
          { workload: 'C1//Pod/shop/cart-1', isHealthy: true, status: 'Healthy' },
          { workload: 'C1//Pod/shop/cart-2', isHealthy: false, status: 'Unhealthy' },
        ],
        endpointCount: { healthy: 1, total: 2 },
        pointer: '/services/0',
      },
    ],
    policies: [
      { namespace: 'shop', name: 'deny', action: 'Deny', rules: [], scope: 'WorkloadSelector', pointer: '/policies/0' },
    ],
    certificates: [
      {
        identity: 'spiffe://cluster.local/ns/shop/sa/cart',
        state: 'Unavailable',
        reason: 'signing gRPC error: refused',
        chain: [],
        roots: [],
        pointer: '/certificates/0',
      },
    ],
    captured: [{ namespace: 'shop', pod: 'cart-1' }],
    connections: [
      {
        namespace: 'shop',
        pod: 'cart-1',
        direction: 'inbound',
        protocol: 'HBONE',
        remote: '10.0.0.7:41022',
        pointer: '/workloadState/uid-1',
      },
      {
        namespace: 'shop',
        pod: 'cart-1',
        direction: 'outbound',
        protocol: 'TCP',
        remote: '10.0.0.8:80',
        pointer: '/workloadState/uid-1',
      },
    ],
  });
});

test('one section alone, as istioctl prints it with -o json', () => {
  const workload = {
    uid: 'C1//Pod/shop/cart-1',
    name: 'cart-1',
    namespace: 'shop',
    workloadIps: ['10.0.0.1'],
    protocol: 'TCP',
  };
  expect(dump([workload]).artifact).toMatchObject({ workloads: [{ name: 'cart-1', pointer: '/0' }] });
  expect(dump([{ name: 'cart', namespace: 'shop', vips: [] }]).artifact).toMatchObject({
    services: [{ name: 'cart' }],
  });
  expect(dump([{ identity: 'spiffe://a/ns/b/sa/c', state: 'Initializing' }]).artifact).toMatchObject({
    certificates: [{ state: 'Initializing', chain: [] }],
  });
});

test('an unreadable element is a note, and the rest is kept', () => {
  const { artifact, notes } = dump({ workloads: [{ name: 7 }, { name: 'cart-1', namespace: 'shop' }] });
  expect(artifact.workloads).toEqual([{ name: 'cart-1', namespace: 'shop', addresses: [], pointer: '/workloads/1' }]);
  expect(notes).toEqual([
    { code: 'item-dropped', path: 'entry', detail: '/workloads/0: unreadable element of workloads' },
  ]);
});

test('the table of workloads, whose columns a single space separates', () => {
  const { artifact } = parseText(
    ztunnelConfig,
    `
    NAMESPACE POD NAME IP       NODE     WAYPOINT PROTOCOL
    shop      cart-1   10.0.0.1 worker-1 None     HBONE
    shop      pay-1    10.0.0.2 worker-2 waypoint TCP
    `,
  );
  expect(artifact).toEqual({
    workloads: [
      {
        namespace: 'shop',
        name: 'cart-1',
        addresses: ['10.0.0.1'],
        node: 'worker-1',
        protocol: 'HBONE',
        line: 2,
        excerpt: 'shop      cart-1   10.0.0.1 worker-1 None     HBONE',
      },
      {
        namespace: 'shop',
        name: 'pay-1',
        addresses: ['10.0.0.2'],
        node: 'worker-2',
        waypoint: 'waypoint',
        protocol: 'TCP',
        line: 3,
        excerpt: 'shop      pay-1    10.0.0.2 worker-2 waypoint TCP',
      },
    ],
  });
});

test('tables of services, policies and connections', () => {
  const { artifact } = parseText(
    ztunnelConfig,
    `
    NAMESPACE SERVICE NAME SERVICE VIP WAYPOINT ENDPOINTS
    shop      cart         10.96.0.1   waypoint 1/2

    NAMESPACE POLICY NAME ACTION SCOPE
    shop      deny        Deny   Namespace

    WORKLOAD    DIRECTION LOCAL         REMOTE         REMOTE TARGET    PROTOCOL
    cart-1.shop Inbound   10.0.0.1:8080 10.0.0.7:41022                  HBONE
    cart-1.shop Outbound  10.0.0.1:4100 10.0.0.8:15008 pay.shop.svc:80  HBONE
    `,
  );
  expect(artifact).toMatchObject({
    services: [
      {
        namespace: 'shop',
        name: 'cart',
        addresses: ['10.96.0.1'],
        waypoint: 'waypoint',
        endpointCount: { healthy: 1, total: 2 },
      },
    ],
    policies: [{ namespace: 'shop', name: 'deny', action: 'Deny', scope: 'Namespace' }],
    connections: [
      { namespace: 'shop', pod: 'cart-1', direction: 'inbound', remote: '10.0.0.7:41022', protocol: 'HBONE' },
      { namespace: 'shop', pod: 'cart-1', direction: 'outbound', remote: '10.0.0.8:15008', protocol: 'HBONE' },
    ],
  });
  expect(artifact.services?.[0]).not.toHaveProperty('endpoints');
});

test('the table of certificates: rows of one identity belong together', () => {
  const { artifact } = parseText(
    ztunnelConfig,
    `
    CERTIFICATE NAME                           TYPE     STATUS           VALID CERT     SERIAL NUMBER     NOT AFTER                NOT BEFORE
    spiffe://cluster.local/ns/shop/sa/cart     Leaf     Available        true           ff                2026-03-02T00:00:00Z     2026-03-01T00:00:00Z
    spiffe://cluster.local/ns/shop/sa/cart     Root     Available        true           1000              2036-03-02T00:00:00Z     2026-03-01T00:00:00Z
    spiffe://cluster.local/ns/shop/sa/pay      NA       Unavailable      false          NA                NA                       NA
    `,
  );
  expect(artifact.certificates).toMatchObject([
    {
      identity: 'spiffe://cluster.local/ns/shop/sa/cart',
      state: 'Available',
      chain: [{ serial: 'ff', notBefore: '2026-03-01T00:00:00Z', notAfter: '2026-03-02T00:00:00Z' }],
      roots: [{ serial: '1000' }],
      line: 2,
    },
    { identity: 'spiffe://cluster.local/ns/shop/sa/pay', state: 'Unavailable', chain: [], line: 4 },
  ]);
});

test('what is no configuration of ztunnel', () => {
  expect(() => parseText(ztunnelConfig, '{"configs": []}')).toThrow(Unusable);
  expect(() => parseText(ztunnelConfig, 'current log level is info')).toThrow(Unusable);
});

test('what decides where a call goes: networks, gateways, ports, load balancing, rules', () => {
  const { artifact } = dump({
    workloads: [
      {
        uid: 'C2//Pod/shop/cart-1',
        workloadIps: [],
        name: 'cart-1',
        namespace: 'shop',
        network: 'net2',
        networkGateway: { destination: 'net2/192.168.0.1', hboneMtlsPort: 15008 },
        authorizationPolicies: ['shop/web'],
        locality: { region: 'r', zone: '', subzone: '' },
        nativeTunnel: true,
        networkMode: 'HostNetwork',
        applicationTunnel: { protocol: 'PROXY', port: 15088 },
        capacity: 3,
      },
    ],
    services: [
      {
        name: 'cart',
        namespace: 'shop',
        vips: ['/10.96.0.1'],
        cidrVips: [{ network: '', cidr: '240.240.0.0/16' }],
        ports: { 80: 8080, 81: 0 },
        endpoints: {
          'C2//Pod/shop/cart-1': { workloadUid: 'C2//Pod/shop/cart-1', port: { 81: 8081 }, status: 'Healthy' },
        },
        loadBalancer: { mode: 'Failover', routingPreferences: ['Network', 'Zone'], healthPolicy: 'AllowAll' },
        visibility: 'Namespace',
        canonical: true,
      },
    ],
    policies: [
      {
        name: 'web',
        namespace: 'shop',
        scope: 'WorkloadSelector',
        action: 'Allow',
        dryRun: true,
        rules: [
          [
            [
              { principals: [{ Prefix: 'a' }, { Presence: [] }], notNamespaces: [], destinationPorts: [80] },
              { notServiceAccounts: [{ namespace: 'shop', serviceAccount: 'web' }] },
              { namespaces: [{ Glob: 'a' }] },
              { colours: ['red'] },
            ],
            [],
          ],
        ],
      },
      { name: 'odd', namespace: 'shop', scope: 'Namespace', action: 'Allow', rules: ['any'] },
    ],
  });
  expect(artifact.workloads).toMatchObject([
    {
      network: 'net2',
      networkGateway: { destination: 'net2/192.168.0.1', port: 15008 },
      authorizationPolicies: ['shop/web'],
      locality: { region: 'r' },
      hasNativeTunnel: true,
      isHostNetwork: true,
      applicationTunnel: { port: 15088 },
      capacity: 3,
    },
  ]);
  expect(artifact.services).toMatchObject([
    {
      cidrVips: ['/240.240.0.0/16'],
      ports: [
        { service: 80, target: 8080 },
        { service: 81, target: 0 },
      ],
      endpoints: [{ ports: [{ service: 81, target: 8081 }] }],
      loadBalancer: { mode: 'Failover', routingPreferences: ['Network', 'Zone'], healthPolicy: 'AllowAll' },
      isCanonical: true,
      isNamespacePrivate: true,
    },
  ]);
  const presence = { kind: 'presence', value: '' };
  expect(artifact.policies?.[0]).toMatchObject({
    isDryRun: true,
    rules: [
      [
        [
          { principals: [{ kind: 'prefix', value: 'a' }, presence], destinationPorts: [80] },
          { notServiceAccounts: [{ namespace: 'shop', serviceAccount: 'web' }] },
          { isPartial: true },
          { isPartial: true },
        ],
        [],
      ],
    ],
  });
  expect(artifact.policies?.[1]).not.toHaveProperty('rules');
});
