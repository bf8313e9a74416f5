import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { directoryOf, type Tree, tarball } from '../helpers/bundle.js';

const time = '2026-03-04T08:00:00.000000Z';
const info = (text: string) => `${time}\tinfo\t${text}\n`;

const pod = (name: string, owner: string, app = name) => `- apiVersion: v1
  kind: Pod
  metadata:
    creationTimestamp: "2026-03-01T08:00:00Z"
    labels: {app: ${app}}
    name: ${name}
    namespace: shop
    ownerReferences: [{kind: ${owner}, name: ${app}, controller: true}]
    uid: ${name}
  spec:
    containers:
    - {name: ${app}, image: "example.com/${app}:1"}
    - {name: istio-proxy, image: "docker.io/istio/proxyv2:1.20.2"}
  status:
    conditions: [{type: Ready, status: "True"}]
    phase: Running
`;
const list = (...items: string[]) => `apiVersion: v1\nitems:\n${items.join('')}kind: List\n`;
const serverInfo = '{"version": "abc/1.28.0/Clean/RELEASE/BoringSSL", "state": "LIVE", "uptime_current_epoch": "60s"}';
const containers = info(
  'Fetching logs for the following containers:\n\nshop/cart/cart-6f5b/istio-proxy\nshop/web/web-7d4f/istio-proxy\n',
);
const twoLogs = `========= Previous log present (appended at the end) =========

${time}\tinfo\tnew

========= Previous log =========

${time}\tinfo\told
`;

const files: Tree = {
  'bug-report.log': info('Target cluster context: prod') + containers,
  'cluster/k8s-resources': list(
    pod('cart-6f5b', 'ReplicaSet'),
    pod('web-7d4f', 'ReplicaSet'),
    pod('db-0', 'StatefulSet', 'db'),
  ),
  'cluster/crs': list(),
  'proxies/shop/cart-6f5b/server_info': serverInfo,
  'proxies/shop/cart-6f5b/istio-proxy.log': twoLogs,
  'proxies/istio-system/ztunnel-5hq8k/istio-proxy.log': `${time}\tinfo\tready\n`,
};

const below = (root: string, tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).map(([path, content]) => [root + path, content]));

async function read(file: string) {
  const ingested = await ingest(await openBundle(file));
  return { ...ingested, model: buildModel(ingested.artifacts) };
}

test.each(['bug-report/', 'bundle-2026/', ''])(
  'the root %j, with what else the parent of --dir holds',
  async (root) => {
    const { layout, model, notRead } = await read(tarball({ ...below(root, files), 'other/readme.bin': '\u0001' }));
    expect(layout).toBe('bug-report');
    expect(model.podSpecs).toMatchObject({ state: 'present', coverage: { seen: 3 } });
    expect(notRead.unknown).toEqual(['other/readme.bin']);
  },
);

test('names as Windows writes them', async () => {
  const windows = Object.entries(below('bug-report/', files)).map(([path, content]) => [
    path.replaceAll('/', '\\'),
    content,
  ]);
  const { layout, model } = await read(tarball(Object.fromEntries(windows)));
  expect(layout).toBe('bug-report');
  expect(model.proxyServers).toMatchObject({ value: [{ pod: { namespace: 'shop', name: 'cart-6f5b' } }] });
});

test('proxies that should be there: those on the list, and those of StatefulSets, which are never asked', async () => {
  const { model } = await read(directoryOf(files));
  expect(model.proxyServers).toMatchObject({ coverage: { seen: 1, expected: 3 } });
  expect(model.proxyLogs).toMatchObject({ coverage: { seen: 2, expected: 4 } });
});

test('one file of a container that restarted holds two logs, the current one first', async () => {
  const { model } = await read(directoryOf(files));
  const logs = model.proxyLogs.state === 'present' ? model.proxyLogs.value : [];
  expect(logs.map(({ pod, component, previous, lines }) => [pod?.name, component, previous, lines])).toEqual([
    ['ztunnel-5hq8k', 'ztunnel', false, 1],
    ['cart-6f5b', 'istio-proxy', false, 1],
    ['cart-6f5b', 'istio-proxy', true, 1],
  ]);
});

test('without the list of all types the pods of the Istio namespace are not all pods', async () => {
  const { artifacts, model } = await read(
    directoryOf({ 'bug-report.log': containers, 'cluster/pods': list(pod('cart-6f5b', 'ReplicaSet')) }),
  );
  expect(artifacts.lists('Pod')).toBe(false);
  expect(model.mesh).toMatchObject({ value: { partial: new Map([['Pod', new Set()]]) } });
});

test('1.30 with one namespace in --include lists that namespace and no other', async () => {
  const command = 'kubectl get -n shop all,jobs,ingresses,endpointslices,configmaps,networkpolicies -o yaml';
  const log = info(`STARTING ${command}`) + info(`COMPLETED ${command}`);
  const { artifacts } = await read(directoryOf({ ...files, 'bug-report.log': log }));
  expect(artifacts.lists('Pod')).toBe(false);
  expect(artifacts.namespacesListed('Pod')).toEqual(new Set(['shop']));
  expect(artifacts.namespacesListed('VirtualService')).toEqual(new Set(['shop']));
});

test('1.30 with several lists nothing that counts', async () => {
  const command = 'kubectl get -n shop,payments all,jobs -o yaml';
  const { artifacts, unusable } = await read(
    directoryOf({ 'bug-report.log': info(`STARTING ${command}`), 'cluster/k8s-resources': list() }),
  );
  expect(artifacts.lists('Pod')).toBe(false);
  expect(unusable.map(({ path }) => path)).toEqual(['cluster/k8s-resources']);
});

test('a refused list is captured and unusable, and lists nothing', async () => {
  const refusal = 'Error from server (Forbidden): nodes is forbidden';
  const { artifacts, unusable } = await read(directoryOf({ 'bug-report.log': containers, 'cluster/nodes': refusal }));
  expect(artifacts.lists('Node')).toBe(false);
  expect(unusable).toEqual([{ path: 'cluster/nodes', reason: refusal }]);
});

test('a refused type takes the whole list with it: the log tells why there are no services', async () => {
  const refusal = 'Error from server (Forbidden): jobs.batch is forbidden';
  const error = `${time}\terror\tkubectl error: exit status 1\n\nstderr:\n${refusal}\n\nstdout:\n\n`;
  const { model } = await read(directoryOf({ 'bug-report.log': containers + error }));
  expect(model.serviceSpecs).toEqual({
    state: 'absent',
    because: `service objects captured but unusable: bug-report.log: exit status 1: ${refusal}`,
  });
});

test('the two clusters of --context before 1.12, and since then by their addresses', async () => {
  const failures = async (log: string, context: string) => {
    const { model } = await read(directoryOf({ 'bug-report.log': log, 'cluster/cluster-context': context }));
    return model.capture.state === 'present' ? model.capture.value.failures.map(({ reason }) => reason) : undefined;
  };
  const target = info('\nTarget cluster context: prod\n');
  const endpoint = info('\nCluster endpoint: https://10.0.0.1:6443\n');
  expect(await failures(target, 'prod\n')).toEqual([]);
  expect(await failures(target, 'test\n')).toEqual([
    'the files of this bundle may come from two clusters: prod, and the current context test',
  ]);
  expect(await failures(target + endpoint, 'test\nhttps://10.0.0.1:6443\n')).toEqual([]);
  expect(await failures(target + endpoint, 'prod\nhttps://10.0.0.2:6443\n')).toEqual([
    'the files of this bundle may come from two clusters: https://10.0.0.1:6443, and https://10.0.0.2:6443',
  ]);
});
