import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { directoryOf, type Tree, tarball } from '../helpers/bundle.js';

const exportedPod = `- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: null
    labels: {app: cart}
    name: cart-6f5b
    namespace: shop
  spec:
    containers:
    - {name: cart, image: "example.com/cart:1"}
    - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.0.6"}
  status:
    phase: Pending
    qosClass: BestEffort
`;
const secret = `- apiVersion: v1
  data: {key.pem: c2VjcmV0LWtleQ==}
  kind: Secret
  metadata: {name: istio.default, namespace: shop}
`;
const list = (...items: string[]) => `apiVersion: v1\nitems:\n${items.join('')}kind: List\nmetadata: {}\n`;

const meter = [
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\r\n',
  '                                 Dload  Upload   Total   Spent    Left  Speed\r\n',
  '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0',
  '\r100   345  100   345    0     0   1234      0 --:--:-- --:--:-- --:--:--  1238',
].join('');
const adsz = `${meter}\r\n[\r\n{"node": "sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local-1", "addr": "10.1.2.3:41"},\r\n{}]\r\n`;
const policy =
  '{"type":"policy","group":"authentication.istio.io","version":"v1alpha1","name":"cart","namespace":"shop","Spec":{}}';

const tree: Tree = {
  'istio-dump/DUMP_TIME': 'Tue Sep 18 09:12:44 UTC 2018\n',
  'istio-dump/resources.yaml': list(exportedPod, secret),
  'istio-dump/istio-resources.yaml': list(),
  'istio-dump/pilot/adsz': adsz,
  'istio-dump/pilot/configz': `${meter}[\r\n${policy},\r\n{}]\r\n`,
  'istio-dump/logs/shop/cart-6f5b/istio-proxy.log': '[2018-09-18 09:00:00.000][12][info][main] starting\n',
  'istio-dump/logs/shop/cart-6f5b/cart.log': 'Error response from daemon: No such container: 1f2e\n',
  'istio-dump/logs/shop/cart-6f5b/core.12': 'ELF',
};

async function read(file: string) {
  const ingested = await ingest(await openBundle(file));
  return { ...ingested, model: buildModel(ingested.artifacts) };
}

test('a dump of Istio 1.0', async () => {
  const { layout, model, unusable, notRead, artifacts } = await read(tarball(tree));
  expect(layout).toBe('istio-dump');
  expect(model.capture).toMatchObject({ value: { producer: 'dump_kubernetes.sh', from: '2018-09-18T09:12:44.000Z' } });
  expect(model.virtualServices).toMatchObject({ state: 'present', value: [] });
  expect(artifacts.of('adsz')).toMatchObject([{ value: { proxies: [{ id: 'cart-6f5b.shop', type: 'sidecar' }] } }]);
  expect(artifacts.of('kubernetes-objects').find(({ path }) => path === 'pilot/configz')?.value.objects).toMatchObject([
    { kind: 'Policy', metadata: { name: 'cart' } },
  ]);
  expect(unusable).toEqual([
    { path: 'logs/shop/cart-6f5b/cart.log', reason: 'Error response from daemon: No such container: 1f2e' },
  ]);
  expect(notRead).toEqual({ recognised: ['istio-dump/logs/shop/cart-6f5b/core.12'], unknown: [] });
});

test('exported pods tell what they are made of, and nothing of their state', async () => {
  const { model } = await read(tarball(tree));
  expect(model.podSpecs).toMatchObject({ value: [{ name: 'cart-6f5b', statusUnknown: true, status: 'Unknown' }] });
  expect(model.pods).toEqual({
    state: 'absent',
    because: 'the pods in the bundle do not tell their status (manifests, or kubectl get --export)',
  });
});

test('the data of Secrets is nowhere in what was read', async () => {
  const { artifacts } = await read(tarball(tree));
  const [resources] = artifacts.of('kubernetes-objects').filter(({ path }) => path === 'resources.yaml');
  expect(resources?.value.objects.filter(({ kind }) => kind === 'Secret')).toHaveLength(1);
  expect(JSON.stringify(resources)).not.toContain('c2VjcmV0');
});

test('the table of Secrets behind the List of 1.7 and 1.8 takes nothing from it', async () => {
  const tail =
    '---\nkind: Secret\n---\nNAMESPACE   NAME            TYPE                AGE\nshop        istio.default   istio.io/key-cert   3d\n';
  const { model, summary, artifacts } = await read(
    directoryOf({ DUMP_TIME: 'Tue Sep 18 09:12:44 UTC 2018', 'resources.yaml': list(exportedPod) + tail }),
  );
  expect(model.podSpecs).toMatchObject({ value: [{ name: 'cart-6f5b' }] });
  expect(artifacts.lists('Pod')).toBe(true);
  expect(summary.notes).toEqual([
    { code: 'unexpected-content', path: 'resources.yaml', line: 22, detail: 'a table, which is not read' },
  ]);
});

test('an empty file, as kubectl 1.18 and later leave it, does not say that there is nothing', async () => {
  const { model, unusable } = await read(
    directoryOf({ DUMP_TIME: 'Tue Sep 18 09:12:44 UTC 2018', 'resources.yaml': '' }),
  );
  expect(unusable).toEqual([{ path: 'resources.yaml', reason: 'the file is empty' }]);
  expect(model.serviceSpecs).toEqual({
    state: 'absent',
    because: 'service objects captured but unusable: resources.yaml: the file is empty',
  });
});

test('the copy of cluster-info dump adds the state of pods, and no log a second time', async () => {
  const whole = exportedPod
    .replace(
      'creationTimestamp: null',
      'creationTimestamp: "2018-09-01T08:00:00Z"\n    resourceVersion: "7"\n    uid: f3b2',
    )
    .replace('phase: Pending', 'phase: Running');
  const log = 'starting\n';
  const { model } = await read(
    directoryOf({
      ...tree,
      'istio-dump/cluster-info.dump.txt': [
        list(whole),
        '==== START logs for container istio-proxy of pod shop/cart-6f5b ====\n',
        log,
        '==== END logs for container istio-proxy of pod shop/cart-6f5b ====\n',
      ].join(''),
    }),
  );
  expect(model.pods).toMatchObject({ value: [{ name: 'cart-6f5b', status: 'Running' }], coverage: { seen: 1 } });
  expect(model.proxyLogs).toMatchObject({ value: [{ source: { path: 'logs/shop/cart-6f5b/istio-proxy.log' } }] });
});

test('a log that the limit left out is one that should be there', async () => {
  const other = exportedPod.replaceAll('cart-6f5b', 'web-7d4f');
  const { model } = await read(directoryOf({ ...tree, 'istio-dump/resources.yaml': list(exportedPod, other) }));
  expect(model.proxyLogs).toMatchObject({ state: 'present', coverage: { seen: 1, expected: 2 } });
});

test('the state of the control plane is in the description of its pods', async () => {
  const description = [
    'Name:               istio-pilot-86bb4f-5dsjz',
    'Namespace:          istio-system',
    'Status:             Running',
    'Containers:',
    '  discovery:',
    '    State:          Running',
    '    Ready:          True',
    '    Restart Count:  2',
    '',
  ].join('\n');
  const { model } = await read(directoryOf({ ...tree, 'istio-dump/istio-system-pods.txt': description }));
  expect(model.pods).toMatchObject({
    value: [{ namespace: 'istio-system', name: 'istio-pilot-86bb4f-5dsjz', status: 'Running', restarts: 2 }],
  });
});
