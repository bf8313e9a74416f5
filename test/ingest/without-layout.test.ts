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

test('a page whose pod nothing names is not taken for absent', async () => {
  const { artifacts } = await ingested({ 'resolv.conf': 'nameserver 10.96.0.10\n' });
  expect(buildModel(artifacts).podDns).toEqual({
    state: 'absent',
    because: 'resolv.conf of pods captured, yet nothing says of which pod: resolv.conf',
  });
});

test('a single file that is nothing known is refused in one sentence', async () => {
  const root = directoryOf({ 'notes.txt': 'The mesh is broken.\n' });
  await expect(ingest(await openBundle(join(root, 'notes.txt')))).rejects.toMatchObject({
    code: 'unknown-layout',
    message: expect.stringMatching(/^notes\.txt is not an archive, and its content is not recognised: looked for /),
  });
});
