import { expect, test } from 'vitest';
import { mustGather } from '../../src/layouts/must-gather.js';

const image = 'must-gather.local.42/registry-example-com-image-sha256-77ab/';

test('each image folder, the folder istio/ of core and the folder around them are roots of their own', () => {
  const roots = [
    'must-gather.local.42/must-gather.logs',
    `${image}cluster-scoped-resources/core/nodes/worker-0.yaml`,
    `${image}istio/cluster-scoped-resources/sailoperator.io/istios/default.yaml`,
    'must-gather.local.42/worker-1/other-image/cluster-scoped-resources/core/nodes.yaml',
    'event-filter.html',
  ];
  expect(roots.map((path) => mustGather.claim(path))).toMatchObject([
    { prefix: 'must-gather.local.42/', marker: { strength: 'strong' } },
    { prefix: image, marker: { strength: 'strong' } },
    { prefix: `${image}istio/`, marker: { strength: 'strong' } },
    { prefix: 'must-gather.local.42/worker-1/other-image/', marker: { strength: 'strong' } },
    { prefix: '', marker: { strength: 'strong' } },
  ]);
  expect(mustGather.claim('namespaces/shop/cart.yaml')).toBeUndefined();
});

test('a folder of manifests by namespace is not enough, lists or logs beside it are', () => {
  const reaches = (...templates: string[]) =>
    mustGather.reaches((strength) => new Set(strength === 'supporting' ? templates : []));
  const namespace = mustGather.claim('namespaces/shop/shop.yaml')?.marker;
  const list = mustGather.claim('namespaces/shop/core/services.yaml')?.marker;
  expect([namespace?.strength, list?.strength]).toEqual(['supporting', 'supporting']);
  expect(reaches(namespace?.template ?? '')).toBe(false);
  expect(reaches(namespace?.template ?? '', list?.template ?? '')).toBe(true);
});

test('a List is complete for its namespace, a file with one object for nothing', () => {
  const tagOf = (path: string) => mustGather.claim(path)?.tag;
  expect(tagOf(`${image}namespaces/shop/core/services.yaml`)).toEqual({
    kind: 'kubernetes-objects',
    namespace: 'shop',
    listsInNamespace: ['Service'],
  });
  expect(tagOf('namespaces/shop/networking.istio.io/virtualservices/cart.yaml')).toEqual({
    kind: 'kubernetes-objects',
    namespace: 'shop',
    listsInNamespace: [],
  });
  expect(tagOf('namespaces/shop/pods/cart-6f5b/cart-6f5b.yaml')).toEqual({
    kind: 'kubernetes-objects',
    namespace: 'shop',
    pod: 'cart-6f5b',
    listsInNamespace: [],
  });
  expect(tagOf('cluster-scoped-resources/sailoperator.io/istios/default.yaml')).toEqual({
    kind: 'kubernetes-objects',
    listsInNamespace: [],
  });
});

test('secrets are recognised and not read', () => {
  for (const path of ['namespaces/shop/core/secrets.yaml', 'namespaces/shop/core/secrets/cart-tls.yaml']) {
    const claim = mustGather.claim(path);
    expect(claim).toBeDefined();
    expect(claim?.tag).toBeUndefined();
  }
});

test('mesh data of every collector; what istiod means a proxy to have is no dump of the proxy', () => {
  const kinds = [
    ['namespaces/mesh/controlplane/synchronization', 'syncz', undefined],
    ['namespaces/mesh/debug-syncz.json', 'syncz', undefined],
    ['istio/namespaces/mesh/canary/debug-syncz.json', 'syncz', 'canary'],
    ['namespaces/shop/pods/cart-6f5b/envoyConfiguration', 'envoy-config-dump', undefined],
    ['namespaces/shop/pods/cart-6f5b/config_dump_proxy.json', 'envoy-config-dump', undefined],
    ['namespaces/shop/pods/cart-6f5b/pilotConfiguration', 'desired-config-dump', undefined],
    ['namespaces/shop/pods/cart-6f5b/config_dump_istiod.json', 'desired-config-dump', undefined],
    ['namespaces/shop/pods/cart-6f5b/proxy_stats', 'envoy-stats', undefined],
  ] as const;
  for (const [path, kind, revision] of kinds) {
    const tag = mustGather.claim(path)?.tag;
    expect([tag?.kind, tag?.revision]).toEqual([kind, revision]);
  }
});

test('logs: current, previous, the second attempt and rotated files, each with the component it comes from', () => {
  const logs = [
    ['shop/pods/cart-1/istio-proxy/istio-proxy/logs/current.log', 'istio-proxy', undefined],
    ['shop/pods/cart-1/istio-init/istio-init/logs/current.insecure.log', 'istio-init', undefined],
    ['shop/pods/cart-1/cart/cart/logs/rotated/0.log.20260304-061208.gz', 'application', undefined],
    ['mesh/pods/istiod-1/discovery/discovery/logs/previous.log', 'control-plane', true],
    ['mesh/pods/ztunnel-x7k2p/istio-proxy/istio-proxy/logs/previous.insecure.log', 'ztunnel', true],
    ['mesh/pods/istio-cni-node-x7k2p/install-cni/install-cni/logs/current.log', 'istio-cni', undefined],
    ['openshift-dns/pods/dns-default-x7k2p/dns/dns/logs/current.log', 'dns', undefined],
    ['openshift-operators/pods/servicemesh-operator3-5b/manager/manager/logs/current.log', 'operator', undefined],
  ] as const;
  for (const [path, component, previous] of logs) {
    const tag = mustGather.claim(`${image}namespaces/${path}`)?.tag;
    expect([tag?.kind, tag?.component, tag?.previous]).toEqual(['container-log', component, previous]);
  }
});
