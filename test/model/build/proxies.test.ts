import { expect, test } from 'vitest';
import { buildProxyConfigs, buildProxyServers, buildProxyUpstreams } from '../../../src/model/build/proxies.js';
import type { Facets } from '../../../src/model/facets.js';
import type { EnvoyConfigDump, EnvoySecret } from '../../../src/parsers/envoy-config-dump/artifact.js';
import { buildContext, stored } from '../../helpers/build.js';
import { heldCertificate } from '../../helpers/facets/envoy.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';

const cart = { namespace: 'shop', pod: 'cart-6f5b' };
const ofCart = { pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart' };

function dump(facts: Partial<EnvoyConfigDump> = {}): EnvoyConfigDump {
  return {
    node: {},
    clusters: [],
    listeners: [],
    routes: [],
    secrets: [],
    rejected: [],
    warming: [],
    updated: {},
    ...facts,
  };
}

function configOf(value: EnvoyConfigDump, tag: object = cart) {
  return buildProxyConfigs(buildContext({ artifacts: { 'envoy-config-dump': [stored('p/config_dump', value, tag)] } }));
}

test('a dump with what the node says about itself', () => {
  const node = {
    id: 'router~10.244.1.7~cart-6f5b.shop~shop.svc.cluster.local',
    istioVersion: '1.27.3',
    serviceAccount: 'cart',
    discoveryAddress: 'istiod.istio-system.svc:15012',
    interceptionMode: 'TPROXY',
    workload: 'other',
  };
  const { node: _, ...held } = dump();
  expect(configOf(dump({ node }))).toEqual({
    state: 'present',
    value: [
      {
        ...ofCart,
        ...held,
        type: 'router',
        nodeId: node.id,
        istioVersion: '1.27.3',
        serviceAccount: 'cart',
        discoveryAddress: 'istiod.istio-system.svc:15012',
        interceptionMode: 'TPROXY',
        source: { path: 'p/config_dump' },
      },
    ],
    coverage: { seen: 1 },
  });
});

test('of a node that says nothing nothing is known, its type included', () => {
  const found = configOf(dump());
  expect(found).toMatchObject({ value: [ofCart] });
  for (const field of ['type', 'nodeId', 'istioVersion', 'trustDomain', 'endpoints'])
    expect(found).not.toHaveProperty(['value', 0, field]);
});

test('the node names the workload where the pod’s name does not tell', () => {
  const node = { workload: 'ledger' };
  expect(configOf(dump({ node }), { namespace: 'shop', pod: 'standalone' })).toMatchObject({
    value: [{ workload: 'ledger' }],
  });
  expect(configOf(dump(), { namespace: 'shop', pod: 'standalone' })).toMatchObject({
    value: [{ workload: 'standalone' }],
  });
});

test('the trust domain is that of the workload’s own certificate', () => {
  function secret(names: readonly string[], isAuthority: boolean): EnvoySecret {
    const certificate = {
      ...heldCertificate({ names }),
      subject: '',
      issuer: '',
      notBefore: '',
      notAfter: '',
      isAuthority,
    };
    return { name: 'default', state: 'active', certificates: [certificate], isAuthority, pointer: '/configs/5' };
  }
  const own = secret(['cart.example.com', 'spiffe://example.org/ns/shop/sa/cart'], false);
  const authority = secret(['spiffe://other.example.org/ns/root/sa/root'], true);
  expect(configOf(dump({ secrets: [authority, own] }))).toMatchObject({ value: [{ trustDomain: 'example.org' }] });
  expect(configOf(dump({ secrets: [authority, secret(['cart.example.com'], false)] }))).not.toHaveProperty([
    'value',
    0,
    'trustDomain',
  ]);
});

test('a dump of an unknown pod belongs to no proxy', () => {
  expect(configOf(dump(), { namespace: 'shop' })).toEqual({
    state: 'absent',
    because: 'Envoy configuration dump captured, yet nothing says of which pod: p/config_dump',
  });
});

test('pages of clusters and of the server', () => {
  const upstreams = { clusters: 3, hosts: 4, unhealthy: [], connectFailures: [] };
  const server = { state: 'LIVE' as const, version: '1.35.3' };
  const context = buildContext({
    artifacts: {
      'envoy-clusters': [stored('p/clusters', upstreams, cart)],
      'envoy-server-info': [stored('p/server_info', server, cart)],
    },
  });
  expect(buildProxyUpstreams(context)).toMatchObject({
    value: [{ ...ofCart, ...upstreams, source: { path: 'p/clusters' } }],
  });
  expect(buildProxyServers(context)).toMatchObject({
    value: [{ ...ofCart, ...server, source: { path: 'p/server_info' } }],
  });
});

test('a table of endpoints tells health and nothing of connections', () => {
  const endpoints = {
    clusters: 1,
    unhealthy: [{ cluster: 'outbound|80||a', address: '10.0.0.1:80', flags: ['failed_eds_health'], line: 2 }],
  };
  const tag = { namespace: 'shop', pod: 'cart-6f5b' };
  const table = stored('endpoints.txt', { sections: new Map([['endpoints' as const, 4]]), endpoints }, tag);
  expect(buildProxyUpstreams(buildContext({ artifacts: { 'proxy-config': [table] } }))).toMatchObject({
    value: [{ clusters: 1, hosts: 4, unhealthy: endpoints.unhealthy, connectFailures: [], healthOnly: true }],
  });
});

test('how many proxies were looked into, of how many the capture or the list of pods knows', () => {
  const artifacts = { 'envoy-config-dump': [stored('p/config_dump', dump(), cart)] };
  const capture = { interrupted: false, failures: [], proxiesKnown: 1240, source: { path: 'meta/manifest.ndjson' } };
  const pods = [podSpec(), podSpec({ name: 'web-1' }), podSpec({ name: 'done', phase: 'Succeeded' })];
  const coverageOf = (facets: Partial<Facets>) => {
    const facet = buildProxyConfigs(buildContext({ artifacts, facets }));
    return facet.state === 'present' ? facet.coverage : undefined;
  };
  expect(coverageOf({ capture })).toEqual({ seen: 1, expected: 1240 });
  expect(coverageOf({ podSpecs: pods })).toEqual({ seen: 1, expected: 2 });
  expect(coverageOf({ capture, podSpecs: pods })).toEqual({ seen: 1, expected: 1240 });
  expect(coverageOf({ podSpecs: pods.slice(0, 1) })).toEqual({ seen: 1 });
});
