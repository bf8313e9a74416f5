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

test('a bundle of no known layout is refused with what was looked for', async () => {
  await expect(ingested({ 'a.txt': 'x', 'b.txt': 'y' })).rejects.toMatchObject({
    code: 'unknown-layout',
    message: expect.stringContaining('bug-report.log'),
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
