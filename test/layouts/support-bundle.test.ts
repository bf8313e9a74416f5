import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { type Tree, tarball } from '../helpers/bundle.js';

const root = 'support-bundle-2026-03-04T09_12_00';
const resources = `${root}/cluster-resources`;

function list(kind: string, ...items: readonly object[]): string {
  return JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata: {}, items });
}

function named(name: string, namespace?: string): object {
  return { metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

const namespaces = { [`${resources}/namespaces.json`]: list('Namespace', named('shop'), named('payments')) };

async function modelOf(tree: Tree) {
  const { artifacts, layout } = await ingest(await openBundle(tarball(tree)));
  expect(layout).toBe('support-bundle');
  return buildModel(artifacts);
}

test('lists of every namespace add up to the cluster, so that there being none is a fact', async () => {
  const empty = { state: 'present', value: [], coverage: { seen: 0 } };
  const all = {
    ...namespaces,
    [`${resources}/network-policy/shop.json`]: list('NetworkPolicy'),
    [`${resources}/network-policy/payments.json`]: list('NetworkPolicy'),
    [`${resources}/endpoints/shop.json`]: list('Endpoints'),
    [`${resources}/endpoints/payments.json`]: list('Endpoints'),
  };
  // Custom resources have a file only where there are some.
  expect(await modelOf(all)).toMatchObject({ networkPolicies: empty, virtualServices: empty, endpoints: empty });

  const errors = `${resources}/custom-resources/custom-resources-errors.json`;
  const forbidden = await modelOf({ ...all, [errors]: '{"virtualservices.networking.istio.io": "forbidden"}' });
  expect(forbidden.virtualServices).toMatchObject({ state: 'absent', because: expect.stringContaining('forbidden') });
  expect(forbidden.destinationRules).toMatchObject(empty);
});

test('chosen namespaces are not the cluster', async () => {
  const model = await modelOf({
    [`${resources}/namespaces.json`]: JSON.stringify([named('shop')]),
    [`${resources}/services/shop.json`]: list('Service', { ...named('cart', 'shop'), spec: {} }),
    [`${resources}/network-policy/shop.json`]: list('NetworkPolicy'),
  });
  expect(model.services).toMatchObject({ state: 'present', coverage: { seen: 1, namespaces: ['shop'] } });
  expect(model.networkPolicies).toEqual({
    state: 'absent',
    because: 'there are no network policies in shop, and other namespaces were not captured',
  });
  expect(model.namespaces).toMatchObject({ value: [{ name: 'shop' }] });
});

test('why something is missing: refused lists, a namespace that the account may not read, failed collectors', async () => {
  const model = await modelOf({
    ...namespaces,
    [`${root}/version.yaml`]: 'kind: SupportBundle\nspec:\n  versionNumber: v0.123.0\n',
    [`${root}/analysis.json`]: '[{"name": "k8s", "severity": "warn", "insight": {"primary": "Version"}}]',
    [`${resources}/pods-errors.json`]: '{"shop": "pods is forbidden"}',
    [`${resources}/auth-cani-list/payments.json`]: '[]',
    [`${root}/collector-errors/exec-error.json`]: '{"collector": "exec", "error": "timeout"}',
  });
  expect(model.podSpecs).toEqual({
    state: 'absent',
    because: 'pod objects captured but unusable: cluster-resources/pods-errors.json: pods is forbidden',
  });
  expect(model.capture).toMatchObject({
    value: {
      producer: 'troubleshoot 0.123.0',
      near: '2026-03-04T09:12:00Z',
      verdicts: [{ title: 'Version', severity: 'warning', source: { path: 'analysis.json', pointer: '/0' } }],
      failures: [
        { step: 'shop', reason: 'pods is forbidden' },
        { step: 'exec', reason: 'timeout' },
        { step: 'namespace payments', reason: expect.stringContaining('forbidden') },
      ],
    },
  });
});

test('a file of custom resources has all of its namespace, and says nothing of others', async () => {
  const apiVersion = 'networking.istio.io/v1';
  const rules = [{ apiVersion, kind: 'DestinationRule', ...named('cart', 'shop'), spec: { host: 'cart' } }];
  const { mesh } = await modelOf({
    ...namespaces,
    [`${resources}/custom-resources/destinationrules.networking.istio.io/shop.json`]: JSON.stringify(rules),
  });
  expect(mesh.state === 'present' && mesh.value.partial?.get('DestinationRule')).toEqual(new Set(['shop']));
});

test('custom resources in JSON and YAML side by side are counted once', async () => {
  const rule = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    ...named('cart', 'shop'),
    spec: { host: 'cart' },
  };
  const folder = `${resources}/custom-resources/destinationrules.networking.istio.io`;
  const yaml =
    '- apiVersion: networking.istio.io/v1\n  kind: DestinationRule\n  metadata:\n    name: cart\n    namespace: shop\n  spec:\n    host: cart\n';
  const model = await modelOf({
    ...namespaces,
    [`${folder}/shop.json`]: JSON.stringify([rule]),
    [`${folder}/shop.yaml`]: yaml,
  });
  expect(model.destinationRules).toMatchObject({ value: [{ namespace: 'shop', name: 'cart' }] });
});

test('logs below the pods, of the previous instance, and of old bundles that name the pod only', async () => {
  const line = '2026-03-04T09:00:00.000000Z\tinfo\tready\n';
  const logs = `${resources}/pods/logs/shop/cart-1`;
  const model = await modelOf({
    ...namespaces,
    [`${logs}/istio-proxy.log`]: line,
    [`${logs}/istio-proxy-previous.log`]: line,
    [`${logs}/app.log`]: line,
    [`${root}/mesh-logs/istiod-7c.log`]: line,
    [`${root}/run-daemonset/worker-1.log`]: line,
  });
  expect(model.proxyLogs).toMatchObject({
    value: [
      { pod: { namespace: 'shop', name: 'cart-1' }, previous: true },
      { pod: { namespace: 'shop', name: 'cart-1' }, previous: false },
    ],
  });
  expect(model.applicationLogs).toMatchObject({ value: [{ container: 'app' }] });
  expect(model.controlPlaneLogs).toMatchObject({ value: [{ pod: { name: 'istiod-7c' } }] });
});

test('what an exec collector printed is known by its content; versions and resolv.conf have places of their own', async () => {
  const model = await modelOf({
    ...namespaces,
    [`${root}/envoy/shop/cart-1/dump-stdout.txt`]: JSON.stringify({
      configs: [
        {
          '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
          bootstrap: { node: { id: 'sidecar~10.1.2.3~cart-1.shop~shop.svc.cluster.local' } },
        },
      ],
    }),
    [`${root}/envoy/shop/cart-1/other-stdout.txt`]: 'hello\n',
    [`${root}/cluster-info/cluster_version.json`]: '{"info": {"gitVersion": "v1.31.2+k3s1"}, "string": "v1.31.2+k3s1"}',
    [`${root}/dns/debug.json`]: JSON.stringify({ podResolvConf: 'search a\nnameserver 10.43.0.10\noptions ndots:5\n' }),
  });
  expect(model.proxyConfigs).toMatchObject({ value: [{ pod: { namespace: 'shop', name: 'cart-1' } }] });
  expect(model.versions).toMatchObject({ value: { kubernetes: { version: '1.31.2+k3s1' } } });
  expect(model.podDns).toMatchObject({ value: [{ nameservers: ['10.43.0.10'], ndots: 5 }] });
});

test('masked addresses are said once and lead to no finding', async () => {
  const hidden = '***HIDDEN***';
  const pod = (name: string) => ({
    metadata: { name, namespace: 'shop', labels: { app: 'cart' }, creationTimestamp: '2026-03-01T00:00:00Z' },
    spec: { containers: [{ name: 'app', image: 'cart:1' }], nodeName: 'worker-1' },
    status: {
      phase: 'Running',
      podIP: hidden,
      podIPs: [{ ip: hidden }],
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', ready: true, restartCount: 0, state: { running: {} } }],
    },
  });
  const service = (name: string, namespace: string, labels: object, port: object) => ({
    metadata: { name, namespace, labels },
    spec: { clusterIP: hidden, clusterIPs: [hidden], selector: { app: 'cart' }, ports: [port] },
  });
  const bundle = await openBundle(
    tarball({
      ...namespaces,
      [`${resources}/pods/shop.json`]: list('Pod', pod('cart-1'), pod('cart-2')),
      [`${resources}/pods/payments.json`]: list('Pod'),
      [`${resources}/services/shop.json`]: list(
        'Service',
        service('cart', 'shop', {}, { name: 'http', port: 80 }),
        service('kube-dns', 'shop', { 'k8s-app': 'kube-dns' }, { name: 'dns', port: 53, protocol: 'UDP' }),
      ),
      [`${resources}/services/payments.json`]: list('Service'),
      [`${resources}/endpoints/shop.json`]: list('Endpoints', {
        ...named('cart', 'shop'),
        subsets: [{ addresses: [{ ip: hidden }], ports: [{ name: 'http', port: 80 }] }],
      }),
      [`${resources}/endpoints/payments.json`]: list('Endpoints'),
      [`${root}/dns/debug.json`]: JSON.stringify({ podResolvConf: `nameserver ${hidden}\n` }),
    }),
  );
  const { checks, bundles, coverage } = await analyze(bundle);
  expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
  expect(bundles[0]?.notes.map(({ code }) => code)).toEqual(['addresses-masked']);
  expect(coverage.absent.find(({ what }) => what === 'endpoints')?.because).toContain('captured but masked');
  expect(coverage.unusable).toEqual([{ path: 'dns/debug.json', reason: 'captured, but addresses are masked' }]);
});

test('a bundle that holds nothing but the results of its own analysis is recognised', async () => {
  const { layout, entries } = await ingest(await openBundle(tarball({ 'support-bundle/analysis.json': '[]' })));
  expect(layout).toBe('support-bundle');
  expect(entries).toMatchObject([{ path: 'support-bundle/analysis.json', kind: 'support-bundle-analysis' }]);
});
