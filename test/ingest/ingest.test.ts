import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { type Ingested, type IngestOptions, ingest } from '../../src/ingest/ingest.js';
import { type Tree, tarball } from '../helpers/bundle.js';

async function ingested(tree: Tree, options?: IngestOptions): Promise<Ingested> {
  return ingest(await openBundle(tarball(tree)), options);
}

const manifest = `${JSON.stringify({ schema: 'meshtriage.capture/1', started: '2026-03-04T09:12:00Z' })}\n`;
const resolvConf = 'nameserver 10.96.0.10\nsearch shop.svc.cluster.local\noptions ndots:5\n';
const inPod = 'proxies/shop/cart-6f5b';

test('entries become artifacts under the path below the root, whatever the root is called', async () => {
  const { artifacts, layout } = await ingested({
    'ticket 17/meta/manifest.ndjson': manifest,
    [`ticket 17/${inPod}/resolv-conf.txt`]: resolvConf,
  });
  expect(layout).toBe('capture');
  expect(artifacts.of('resolv-conf')).toEqual([
    {
      path: `${inPod}/resolv-conf.txt`,
      tag: { kind: 'resolv-conf', namespace: 'shop', pod: 'cart-6f5b' },
      value: { nameservers: ['10.96.0.10'], search: ['shop.svc.cluster.local'], ndots: 5 },
    },
  ]);
});

test('the order of entries leaves no trace', async () => {
  const tree = {
    'meta/manifest.ndjson': manifest,
    'proxies/b/b/resolv-conf.txt': resolvConf,
    'proxies/a/a/resolv-conf.txt': resolvConf,
  };
  const reversed = Object.fromEntries(Object.entries(tree).reverse());
  expect((await ingested(tree)).artifacts.of('resolv-conf')).toEqual(
    (await ingested(reversed)).artifacts.of('resolv-conf'),
  );
});

test('read, empty, unusable, recognised and unknown are told apart', async () => {
  const { artifacts, unusable, notRead } = await ingested({
    'b/meta/manifest.ndjson': manifest,
    [`b/${inPod}/resolv-conf.txt`]: 'Error from server (NotFound): pods "cart-6f5b" not found\n',
    [`b/${inPod}/ip-route.txt`]: '',
    [`b/${inPod}/config-dump.json`]: '404 page not found',
    [`b/${inPod}/memory.json`]: '{}',
    'b/holiday.jpg': 'x',
  });
  expect(artifacts.of('resolv-conf')).toEqual([]);
  expect(unusable).toEqual([
    { path: `${inPod}/resolv-conf.txt`, reason: 'Error from server (NotFound): pods "cart-6f5b" not found' },
    { path: `${inPod}/ip-route.txt`, reason: 'the file is empty' },
    { path: `${inPod}/config-dump.json`, reason: '404 page not found' },
  ]);
  expect(notRead).toEqual({ recognised: [`b/${inPod}/memory.json`], unknown: ['b/holiday.jpg'] });
});

test('a list that could be read makes "there are none" a fact, one that could not does not', async () => {
  const empty = JSON.stringify({ apiVersion: 'v1', items: [], kind: 'List' });
  const { artifacts } = await ingested({
    'meta/manifest.ndjson': manifest,
    'cluster/pods.json': empty,
    'cluster/nodes.json': JSON.stringify({ apiVersion: 'v1', items: [{ kind: 'Node', metadata: 7 }], kind: 'List' }),
    'cluster/services.json': 'error: You must be logged in to the server (Unauthorized)',
  });
  expect(artifacts.lists('Pod')).toBe(true);
  expect(artifacts.lists('Service')).toBe(false);
  expect(artifacts.lists('Node')).toBe(false);
});

test('a list that the capture did not finish proves nothing absent, until a later run has finished it', async () => {
  const steps = (...lines: readonly object[]) =>
    manifest + lines.map((line) => `${JSON.stringify({ step: 'list', ...line })}\n`).join('');
  const table = 'NAME  GROUP  VERSIONS  SCOPE\nsidecars.networking.istio.io  networking.istio.io  v1  Namespaced\n';
  const empty = JSON.stringify({ apiVersion: 'v1', items: [], kind: 'List' });
  const definitions = 'cluster/customresourcedefinitions.txt';
  const read = async (...lines: readonly object[]) =>
    (await ingested({ 'meta/manifest.ndjson': steps(...lines), [definitions]: table, 'cluster/pods.json': empty }))
      .artifacts;

  const timedOut = { path: definitions, exit: 143, error: 'timeout', detail: 'no answer within 60 s' };
  const cut = await read(timedOut, { path: 'cluster/pods.json', exit: 0, truncated: true });
  expect(cut.of('kubectl-table')).toHaveLength(1);
  expect(cut.lists('CustomResourceDefinition')).toBe(false);
  expect(cut.lists('Pod')).toBe(false);

  const whole = await read(timedOut, { path: definitions, exit: 0 }, { path: 'cluster/pods.json', exit: 0 });
  expect(whole.lists('CustomResourceDefinition')).toBe(true);
  expect(whole.lists('Pod')).toBe(true);
});

test('an entry that is read as text has a limit, and the reason names the flag that raises it', async () => {
  const tree = { 'meta/manifest.ndjson': manifest, [`${inPod}/resolv-conf.txt`]: '#'.repeat(5000) };
  const { unusable } = await ingested(tree, { maxTextBytes: 4096 });
  expect(unusable).toMatchObject([
    { path: `${inPod}/resolv-conf.txt`, reason: expect.stringContaining('--max-text-bytes') },
  ]);
});

test('of two entries with one name the last counts', async () => {
  const { artifacts } = await ingested({
    'meta/manifest.ndjson': manifest,
    [`${inPod}/resolv-conf.txt`]: 'nameserver 10.0.0.1',
    [`./${inPod}/resolv-conf.txt`]: 'nameserver 10.0.0.2',
  });
  expect(artifacts.of('resolv-conf')).toHaveLength(1);
});

test('istioctl 1.30 with --include a,b: the empty lists of kubectl are not believed', async () => {
  const list = 'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n';
  const log = '2026-03-04T09:12:00.000000Z\tinfo\tSTARTING kubectl get -n istio-system,shop all -o yaml\n';
  const { artifacts, unusable } = await ingested({
    'bug-report/bug-report.log': log,
    'bug-report/cluster/k8s-resources': list,
    'bug-report/cluster/crs': list,
  });
  expect(artifacts.lists('Pod')).toBe(false);
  expect(unusable.map(({ path }) => path)).toEqual(['cluster/k8s-resources', 'cluster/crs']);
});

test('every file is counted with its size, under the kind that it was read as', async () => {
  const { entries } = await ingested({
    'c/meta/manifest.ndjson':
      '{"schema":"meshtriage.capture/1","started":"2026-03-04T09:12:00Z"}\n{"ended":"2026-03-04T09:13:00Z"}\n',
    'c/proxies/shop/cart/resolv-conf.txt': 'nameserver 10.96.0.10\n',
    'c/proxies/shop/redis/resolv-conf.txt': '',
    'c/meta/context.txt': 'sample\n',
    'c/notes/todo.txt': 'call the customer\n',
  });
  expect([...entries].sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'c/meta/context.txt', bytes: 7 },
    { path: 'c/meta/manifest.ndjson', bytes: 100, kind: 'capture-manifest', usable: true },
    { path: 'c/notes/todo.txt', bytes: 18 },
    { path: 'c/proxies/shop/cart/resolv-conf.txt', bytes: 22, kind: 'resolv-conf', usable: true },
    { path: 'c/proxies/shop/redis/resolv-conf.txt', bytes: 0, kind: 'resolv-conf', usable: false },
  ]);
});

test('a bundle of no known layout is refused with what was looked for and what comes closest', async () => {
  await expect(ingested({ 'x/cluster/crs': '', 'x/cluster/events': '' })).rejects.toMatchObject({
    code: 'unknown-layout',
    message: expect.stringContaining('closest is bug-report: 2 files have names as there, but only cluster/crs'),
  });
});

test('a bundle of no known layout is refused with what was looked for', async () => {
  await expect(ingested({ 'a.txt': 'x', 'b.txt': 'y' })).rejects.toMatchObject({
    code: 'unknown-layout',
    message: expect.stringContaining('looked for capture, bug-report, '),
  });
});

test('what a layout says of any file at all counts only where that layout is', async () => {
  const { artifacts, layout } = await ingested({
    'notes/cart-1/app.log': 'hello\n',
    'dump.json': '{"configs": []}',
    'pods.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: cart-1\n',
  });
  expect(layout).not.toBe('support-bundle');
  expect(artifacts.of('container-log')).toEqual([]);
});
