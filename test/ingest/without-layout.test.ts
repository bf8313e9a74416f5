import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { joinSources } from '../../src/bundle/join.js';
import { openBundle } from '../../src/bundle/open.js';
import { type Ingested, type IngestOptions, ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { directoryOf, type Tree, tarball } from '../helpers/bundle.js';

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\nspec:\n  ports:\n  - port: 80\n';
const virtualService = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
spec:
  hosts: [cart]
  http:
  - route:
    - destination:
        host: nosuch
`;
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: cart-1\nspec:\n  containers:\n  - name: cart\n    image: cart:1\n';
const dump = JSON.stringify({
  configs: [
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
      bootstrap: { node: { id: 'sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local' } },
    },
  ],
});
const certificates = JSON.stringify({ certificates: [{ ca_cert: [], cert_chain: [] }] });

async function ingested(tree: Tree, options?: IngestOptions): Promise<Ingested> {
  return ingest(await openBundle(directoryOf(tree)), options);
}

async function namesOf(tree: Tree, options?: IngestOptions): Promise<string[]> {
  const { artifacts } = await ingested(tree, options);
  return artifacts
    .of('kubernetes-objects')
    .flatMap(({ value }) => value.objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
}

test('pages that nobody reads are told from files that nobody knows', async () => {
  const { layout, notRead } = await ingested({
    'certs.json': certificates,
    'memory.json': '{"allocated": "38012416", "heap_size": "58720256"}',
    'notes.txt': 'The mesh is broken since Tuesday.\n',
  });
  expect(layout).toBe('loose');
  expect(notRead).toEqual({ recognised: ['memory.json'], unknown: ['notes.txt'] });
});

test('a folder of objects is manifests, and what is no object is only noted', async () => {
  const { layout, artifacts, notRead } = await ingested({
    'kustomization.yaml': 'resources:\n- cart.yaml\n',
    'values.yaml': 'image: cart\n',
    'base/cart.yaml': service,
  });
  expect(layout).toBe('manifests');
  expect(notRead.unknown).toEqual(['kustomization.yaml', 'values.yaml']);
  expect(artifacts.lists('VirtualService')).toBe(true);
  expect(artifacts.lists('Service')).toBe(true);
  expect(artifacts.lists('Namespace')).toBe(false);
  expect(artifacts.lists('Pod')).toBe(false);
  expect(artifacts.lists('Endpoints')).toBe(false);
});

test('a folder that another layout knows and does not read is one of manifests', async () => {
  const { layout, notRead } = await ingested({
    'deploy/cluster/cart.yaml': service,
    'deploy/base/cart.yaml': virtualService,
  });
  expect(layout).toBe('manifests');
  expect(notRead.unknown).toEqual([]);
});

test('manifests of which something is lost list nothing completely', async () => {
  const { artifacts } = await ingested({
    'a.yaml': service,
    'b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {}\n',
  });
  expect(artifacts.lists('Service')).toBe(false);
});

test('objects without a namespace are in the one that is given, else in default', async () => {
  expect(await namesOf({ 'a.yaml': service })).toEqual(['default/cart']);
  expect(await namesOf({ 'a.yaml': service }, { defaultNamespace: 'shop' })).toEqual(['shop/cart']);
});

test.each([
  ['a byte-order mark', Buffer.from(`\ufeff${service}`)],
  ['UTF-16', Buffer.from(`\ufeff${service}`, 'utf16le')],
  ['CRLF', Buffer.from(service.replaceAll('\n', '\r\n'))],
])('manifests with %s', async (_, content) => {
  expect(await namesOf({ 'a.yaml': content })).toEqual(['default/cart']);
});

test('pods of manifests tell no state, those that kubectl wrote do; where one is given, all are', async () => {
  const planned = await ingested({ 'a.yaml': pod });
  const { podSpecs, pods } = buildModel(planned.artifacts);
  expect(podSpecs).toMatchObject({ state: 'present', value: [{ name: 'cart-1', statusUnknown: true }] });
  expect(pods.state).toBe('absent');
  expect(planned.artifacts.lists('Pod')).toBe(true);
  const written = pod.replace('  name: cart-1', '  name: cart-1\n  uid: u1');
  const running = await ingested({ 'a.yaml': `${written}status:\n  phase: Running\n` });
  expect(buildModel(running.artifacts).pods).toMatchObject({ state: 'present', value: [{ name: 'cart-1' }] });
});

test('a route to a service that no manifest has leads nowhere', async () => {
  const bundle = await openBundle(directoryOf({ 'a.yaml': service, 'b.yaml': virtualService }));
  const { checks } = await analyze(bundle);
  const findings = checks.find(({ id }) => id === 'routing/unknown-host')?.findings;
  expect(findings).toMatchObject([{ subject: { kind: 'VirtualService', namespace: 'default', name: 'cart' } }]);
});

test('the same objects beside another file are not all that there is', async () => {
  const { layout, artifacts } = await ingested({ 'a.yaml': service, 'config_dump.json': dump });
  expect(layout).toBe('loose');
  expect(artifacts.lists('Service')).toBe(false);
});

test('several files and folders are one mesh, with paths from the folder that they share', async () => {
  const root = directoryOf({ 'one/a.yaml': service, 'two/deep/b.yaml': virtualService, 'other/c.yaml': service });
  const bundle = await joinSources([join(root, 'one/a.yaml'), join(root, 'two')]);
  const { layout, artifacts } = await ingest(bundle);
  expect(layout).toBe('manifests');
  expect(artifacts.of('kubernetes-objects').map(({ path }) => path)).toEqual(['one/a.yaml', 'two/deep/b.yaml']);
});

test('an archive, or what does not exist, is no part of several inputs', async () => {
  const root = directoryOf({ 'a.yaml': service });
  const archive = tarball({ 'b.yaml': service });
  await expect(joinSources([join(root, 'a.yaml'), archive])).rejects.toMatchObject({ code: 'unsupported-format' });
  await expect(joinSources([join(root, 'a.yaml'), join(root, 'no.yaml')])).rejects.toMatchObject({ code: 'not-found' });
});

test('a dump alone belongs to the pod of its node id, gzipped or not', async () => {
  const root = directoryOf({ 'dump.json': dump, 'dump.json.gz': gzipSync(dump) });
  for (const name of ['dump.json', 'dump.json.gz']) {
    const { layout, artifacts } = await ingest(await openBundle(join(root, name)));
    expect(layout).toBe('loose');
    expect(buildModel(artifacts).proxyConfigs).toMatchObject({
      state: 'present',
      value: [{ pod: { namespace: 'shop', name: 'cart-6f5b' } }],
    });
  }
});

test('a page of a proxy belongs to the pod that its folder is named after', async () => {
  const { artifacts } = await ingested({ 'shop/cart-6f5b8c7d9-h2k4p/certs.json': certificates });
  expect(artifacts.of('envoy-certs')).toMatchObject([{ tag: { namespace: 'shop', pod: 'cart-6f5b8c7d9-h2k4p' } }]);
});

const podTable = `NAMESPACE   NAME      READY   STATUS    RESTARTS   AGE
data        redis-0   2/2     Running   0          3d
shop        redis-0   2/2     Running   0          3d
shop        kafka-1   2/2     Running   0          3d
`;

test.each([
  ['data/redis-0/certs.json', { namespace: 'data', pod: 'redis-0' }],
  ['bundle/shop/redis-0/envoy/certs.json', { namespace: 'shop', pod: 'redis-0' }],
  ['shop/redis-0.certs.json', { namespace: 'shop', pod: 'redis-0' }],
  ['redis-0.data.certs.json', { namespace: 'data', pod: 'redis-0' }],
  ['kafka-1/certs.json', { namespace: 'shop', pod: 'kafka-1' }],
])('%s is of a pod that a list in the bundle knows', async (path, expected) => {
  const { artifacts, unusable } = await ingested({ 'pods.txt': podTable, [path]: certificates });
  expect(artifacts.of('envoy-certs')).toMatchObject([{ tag: expected }]);
  expect(unusable).toEqual([]);
});

test('objects and lists of proxies know pods as well', async () => {
  const written = pod.replace('  name: cart-1', '  name: cart-1\n  namespace: shop\n  uid: u1');
  const files = { 'shop/cart-1/certs.json': certificates, 'data/redis-0/certs.json': certificates };
  const syncz = JSON.stringify([{ proxy: 'redis-0.data', cluster_sent: 'n1', cluster_acked: 'n1' }]);
  const { artifacts } = await ingested({ 'pods.yaml': written, 'syncz.json': syncz, ...files });
  expect(artifacts.of('envoy-certs').map(({ tag }) => `${tag.namespace}/${tag.pod}`)).toEqual([
    'data/redis-0',
    'shop/cart-1',
  ]);
});

test('the namespace data is known as one where a list has its pods', async () => {
  const name = 'redis-6f5b8c7d9-h2k4p';
  const listed = `${podTable}data        ${name}   2/2     Running   0          3d\n`;
  const { artifacts } = await ingested({ 'pods.txt': listed, [`data/${name}/certs.json`]: certificates });
  expect(artifacts.of('envoy-certs')).toMatchObject([{ tag: { namespace: 'data', pod: name } }]);
});

test('what is of no pod is unusable beside files that are of one', async () => {
  const { unusable } = await ingested({
    'pods.txt': podTable,
    'data/redis-0/certs.json': certificates,
    'data/redis-7/certs.json': certificates,
    'redis-0/certs.json': certificates,
    'data/cart-6f5b8c7d9-h2k4p/certs.json': certificates,
    'iptables.txt':
      '# Generated by iptables-save v1.8.7 on Wed Mar  4 09:00:00 2026\n*nat\n:INPUT ACCEPT [0:0]\nCOMMIT\n',
  });
  expect(unusable.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    {
      path: 'data/cart-6f5b8c7d9-h2k4p/certs.json',
      reason: 'nothing says in which namespace pod cart-6f5b8c7d9-h2k4p is',
    },
    {
      path: 'data/redis-7/certs.json',
      reason: 'nothing says of which pod it is: put it in a folder <namespace>/<pod>',
    },
    {
      path: 'iptables.txt',
      reason: 'nothing says of which pod or node it is: put it in a folder <namespace>/<pod>',
    },
    { path: 'redis-0/certs.json', reason: 'nothing says of which pod it is: put it in a folder <namespace>/<pod>' },
  ]);
});

test('a log of which nothing tells the pod is one of the bundle', async () => {
  const log = `2026-03-04T09:00:00.000000Z\tinfo\tProxy role: &model.Proxy\n2026-03-04T09:00:01.000000Z\twarn\tca\tca request failed, starting attempt 1 in 100ms\n2026-03-04T09:00:02.000000Z\terror\tEnvoy exited with error: signal: killed\n`;
  const { checks } = await analyze(await openBundle(directoryOf({ 'proxy.log': log })));
  const subjects = checks.filter(({ id }) => id.startsWith('logs/')).flatMap(({ findings }) => findings);
  expect(subjects.map(({ subject }) => subject)).toContainEqual({ kind: 'Bundle', name: 'proxy.log' });
  expect(subjects.map(({ title }) => title).join()).toContain('an unknown workload (proxy.log)');
});

test('what is not captured of nodes is not told from files of pods', async () => {
  const { artifacts } = await ingested({
    'pods.txt': podTable,
    'data/redis-0/iptables.txt': '# Generated by iptables-save v1.8.7 on Wed\n',
  });
  expect(buildModel(artifacts).nodeNetfilter).toMatchObject({
    because: expect.stringMatching(/^the bundle has no netfilter rules of nodes/),
  });
});

test('a page whose pod nothing names is not taken for absent', async () => {
  const { artifacts } = await ingested({ 'resolv.conf': 'nameserver 10.96.0.10\n' });
  expect(buildModel(artifacts).podDns).toEqual({
    state: 'absent',
    because:
      'resolv.conf of pods captured but unusable: resolv.conf: nothing says of which pod it is: put it in a folder <namespace>/<pod>',
  });
});

test('a single file that is nothing known is refused in one sentence', async () => {
  const root = directoryOf({ 'notes.txt': 'The mesh is broken.\n' });
  await expect(ingest(await openBundle(join(root, 'notes.txt')))).rejects.toMatchObject({
    code: 'unknown-layout',
    message: expect.stringMatching(/^notes\.txt is not an archive, and its content is not recognised: looked for /),
  });
});
