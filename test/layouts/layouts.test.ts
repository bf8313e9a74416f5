import { expect, test } from 'vitest';
import { layouts } from '../../src/layouts/index.js';
import { defineLayout } from '../../src/layouts/layout.js';
import { parsers } from '../../src/parsers/index.js';

function claimOf(layout: string, path: string) {
  return layouts.find(({ id }) => id === layout)?.claim(path);
}

test('bug-report: the path says what an entry is, below any prefix', () => {
  for (const prefix of ['', 'bug-report/', 'ticket-17/renamed by hand/']) {
    expect(claimOf('bug-report', `${prefix}proxies/shop/cart-6f5b/config_dump?include_eds`)).toMatchObject({
      prefix,
      path: 'proxies/shop/cart-6f5b/config_dump?include_eds',
      tag: { kind: 'envoy-config-dump', namespace: 'shop', pod: 'cart-6f5b' },
    });
    expect(claimOf('bug-report', `${prefix}bug-report.log`)).toMatchObject({ prefix, marker: { strength: 'strong' } });
  }
  expect(claimOf('bug-report', 'istio/istio-system/istiod-7c/discovery.log')?.tag).toMatchObject({
    kind: 'container-log',
    component: 'control-plane',
    pod: 'istiod-7c',
  });
  expect(claimOf('bug-report', 'cni/istio-cni-node-x/cni.log')?.tag).toMatchObject({
    component: 'istio-cni',
    pod: 'istio-cni-node-x',
  });
});

test('bug-report: an entry of the tool that is not read is recognised all the same', () => {
  const claim = claimOf('bug-report', 'bug-report/istio/istio-system/istiod-7c/debug/krtz');
  expect(claim).toBeDefined();
  expect(claim?.tag).toBeUndefined();
});

test('debug pages of istiod have the same kinds wherever they stand', () => {
  const pages: readonly [page: string, kind: string | undefined][] = [
    ['clusterz', 'clusterz'],
    ['networkz', 'networkz'],
    ['push_status', 'push-status'],
    ['registryz', 'registryz'],
    ['endpointz', 'endpointz'],
    ['endpointShardz', 'endpointz'],
    ['inject', undefined],
  ];
  for (const [page, kind] of pages) {
    expect(claimOf('bug-report', `istio/istio-system/istiod-7c/debug/${page}`)?.tag?.kind, page).toBe(kind);
    expect(claimOf('capture', `istiod/istio-system/istiod-7c/${page}.json`)?.tag?.kind, page).toBe(kind);
  }
});

test('capture: one API kind a file, logs of previous containers, probes', () => {
  expect(claimOf('capture', 'bundle/cluster/pods.json')?.tag).toEqual({ kind: 'kubernetes-objects', lists: ['Pod'] });
  expect(claimOf('capture', 'cluster/networking.istio.io/virtualservices.json')?.tag).toEqual({
    kind: 'kubernetes-objects',
    lists: ['VirtualService'],
  });
  expect(claimOf('capture', 'proxies/shop/cart-1/istio-proxy.previous.log')?.tag).toMatchObject({
    previous: true,
    container: 'istio-proxy',
  });
  expect(claimOf('capture', 'dns/kube-system/coredns-1/coredns.log')?.tag).toMatchObject({
    component: 'dns',
    container: 'coredns',
  });
  expect(claimOf('capture', 'probes/shop/cart-1/nslookup.2.txt')?.tag).toMatchObject({
    kind: 'dns-probe',
    namespace: 'shop',
    pod: 'cart-1',
  });
  expect(claimOf('capture', 'nodes/worker-1/ip-route.txt')?.tag).toMatchObject({ kind: 'ip-route', node: 'worker-1' });
});

test('capture: what a command printed to stderr stands beside its entry and is recognised', () => {
  const claim = claimOf('capture', 'b/proxies/shop/cart-1/iptables-save.txt.stderr');
  expect(claim).toEqual({ prefix: 'b/', path: 'proxies/shop/cart-1/iptables-save.txt.stderr' });
});

test('a foreign path is claimed by none', () => {
  for (const layout of layouts) expect(layout.claim('holiday/photos/beach.jpg')).toBeUndefined();
});

test('a variable takes one segment or a part of one, and never nothing', () => {
  const layout = defineLayout({
    id: 'capture',
    strong: [],
    supporting: [],
    rules: [['logs/:pod/:container.log', 'container-log']],
  });
  expect(layout.claim('logs/cart-1/app.log')?.tag).toMatchObject({ pod: 'cart-1', container: 'app' });
  expect(layout.claim('logs/cart-1/.log')).toBeUndefined();
  expect(layout.claim('logs/cart-1/deep/app.log')).toBeUndefined();
});

test('every kind that a layout names has a parser', () => {
  const known = parsers.map(({ kind }): string => kind);
  for (const layout of layouts) expect(known).toEqual(expect.arrayContaining([...layout.kinds]));
});

test('a template without a folder of a fixed name says something for every folder in which the layout may begin', () => {
  const layout = defineLayout({
    id: 'support-bundle',
    strong: ['cluster-resources/nodes.json'],
    supporting: [],
    rules: [
      ['cluster-resources/nodes.json', 'kubernetes-objects'],
      [':name/:pod/:container.log', 'container-log'],
      [':name/:pod.log', 'container-log'],
    ],
  });
  expect(layout.claims('bundle/mesh/istiod-1.log')).toEqual([
    {
      prefix: '',
      path: 'bundle/mesh/istiod-1.log',
      vague: true,
      tag: { kind: 'container-log', pod: 'mesh', container: 'istiod-1' },
    },
    { prefix: 'bundle/', path: 'mesh/istiod-1.log', vague: true, tag: { kind: 'container-log', pod: 'istiod-1' } },
  ]);
  expect(layout.claims('cluster-resources/nodes.json')).toHaveLength(1);
});
