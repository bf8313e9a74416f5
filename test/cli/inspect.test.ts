import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { inspect } from '../../src/inspect.js';
import type { LayoutId } from '../../src/layouts/layout.js';
import { renderInspection } from '../../src/render/text/inspection.js';
import { inspectionSchema } from '../../src/report/inspection.js';
import { scratch, type Tree, tarball } from '../helpers/bundle.js';
import { meshtriage, packed } from '../helpers/command.js';

const run =
  '{"schema":"meshtriage.capture/1","started":"2026-03-04T09:12:00Z","tool":"capture.sh","version":"0.1.0"}\n';
const end = '{"ended":"2026-03-04T09:31:00Z","interrupted":false}\n';

function bundle(tree: Tree, steps: readonly object[] = []): string {
  const manifest = run + steps.map((step) => `${JSON.stringify(step)}\n`).join('') + end;
  return tarball({ 'c/meta/manifest.ndjson': manifest, ...tree });
}

async function inspection(file: string, layout?: LayoutId) {
  const found = await inspect(
    await openBundle(file),
    { ...(layout && { layout }) },
    { name: 'meshtriage', version: '1' },
  );
  return inspectionSchema.strict().parse(found);
}

test('a broken mesh: what the bundle is and holds, no finding, exit 0, nothing written', () => {
  const ran = meshtriage(['inspect', packed('capture/broken')]);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  const [bundleLine, meshLine] = ran.stdout.split('\n');
  expect(bundleLine).toMatch(
    /^acme-1234\.tgz {2}capture\.sh 0\.1\.0 · captured 2026-03-04 09:12–09:31 UTC \(19 min\) · \d+ kB, \d+ entries$/,
  );
  expect(meshLine).toBe('Istio 1.27.3, 1.22.1 · Kubernetes 1.31.2 · revision default · sidecar');
  expect(ran.stdout).toContain('layout capture in capture/broken/, recognised by meta/manifest.ndjson');
  expect(ran.stdout).toMatch(/^ {2}envoy-config-dump +5 {2}/m);
  expect(ran.stdout).toContain('5 proxy dumps');
  expect(ran.stdout).not.toContain('proxy-sync/stale');
});

test('every file is counted once, versions by who has them', async () => {
  const found = await inspection(packed('capture/broken'));
  const sum = (key: 'entries' | 'bytes') => found.contents.reduce((total, row) => total + row[key], 0);
  expect([sum('entries'), sum('bytes')]).toEqual([found.bundle.entries, found.bundle.bytes]);
  expect(found.mesh).toMatchObject({ controlPlaneVersions: ['1.27.3'], proxyVersions: ['1.27.3', '1.22.1'] });
  expect(found.inventory).toMatchObject({ pods: 16, proxies: 5, nodes: 4 });
});

test('the JSON on stdout follows the schema, and is the same for a file and for standard input', () => {
  const file = packed('capture/healthy');
  const fromFile = JSON.parse(meshtriage(['inspect', file, '-f', 'json']).stdout);
  const fromStdin = JSON.parse(meshtriage(['inspect', '-', '-f', 'json'], { input: readFileSync(file) }).stdout);
  expect(inspectionSchema.strict().parse(fromFile).schema).toBe('meshtriage.inspection/1');
  expect(fromStdin).toEqual({ ...fromFile, bundle: { ...fromFile.bundle, name: 'stdin' } });
});

test('what the capture could not get, left out, took out and cut, with the reasons', async () => {
  const file = bundle({}, [
    { step: 'crd', path: 'cluster/x/a.json', exit: 1, error: 'forbidden' },
    { step: 'crd', path: 'cluster/x/b.json', exit: 1, error: 'forbidden' },
    { step: 'proxy', path: 'proxies/shop/cart/', skipped: 'limit', detail: '--max-proxies 120 reached' },
    { step: 'proxy/log', path: 'proxies/shop/redis/istio-proxy.log', exit: 0, redacted: 3, truncated: true },
  ]);
  const found = await inspection(file);
  expect(found.capture).toEqual({
    failed: [
      { step: 'crd', path: 'cluster/x/a.json', reason: 'forbidden' },
      { step: 'crd', path: 'cluster/x/b.json', reason: 'forbidden' },
    ],
    skipped: [{ step: 'proxy', path: 'proxies/shop/cart/', reason: 'limit: --max-proxies 120 reached' }],
    redacted: [{ path: 'proxies/shop/redis/istio-proxy.log', values: 3 }],
    truncated: ['proxies/shop/redis/istio-proxy.log'],
  });
  const text = renderInspection(found);
  expect(text).toContain('  failed   forbidden: cluster/x/a.json, cluster/x/b.json\n');
  expect(text).toContain('  skipped  limit: --max-proxies 120 reached: proxies/shop/cart/\n');
  expect(text).toContain('  redacted 3 values in proxies/shop/redis/istio-proxy.log\n');
  expect(text).toContain('  cut      proxies/shop/redis/istio-proxy.log\n');
});

test('a bundle that keeps no record of its capture says so', async () => {
  const file = tarball({ 'c/cluster/pods.json': '{"kind":"List","items":[]}', 'c/cluster/services.json': '' });
  const found = await inspection(file);
  expect(found.capture).toBeUndefined();
  expect(renderInspection(found)).toContain('the bundle holds no record of its capture');
});

test('read, unusable, absent and unknown are told apart', async () => {
  const { coverage, contents } = await inspection(
    bundle({
      'c/cluster/pods.json': '{"apiVersion":"v1","kind":"List","items":[]}',
      'c/cluster/services.json': 'Error from server (Forbidden): services is forbidden',
      'c/proxies/shop/cart/memory.json': '{}',
      'c/notes/todo.txt': 'call the customer',
    }),
  );
  expect(coverage.read).toContainEqual({ what: 'pods', title: 'pods', seen: 0, empty: true });
  expect(coverage.unusable).toEqual([
    { path: 'cluster/services.json', reason: 'Error from server (Forbidden): services is forbidden' },
  ]);
  expect(coverage.absent).toContainEqual({
    what: 'nodeSpecs',
    title: 'node objects',
    because: expect.any(String),
    blocks: expect.arrayContaining(['nodes/pressure']),
    capture: 'kubectl get nodes -o json',
  });
  expect(coverage.notRead).toEqual({ recognised: 1, unknown: 1, examples: ['c/notes/todo.txt'] });
  expect(contents).toContainEqual({ kind: 'kubernetes-objects', entries: 2, bytes: 96, unusable: 1 });
  expect(contents).toContainEqual({ kind: 'unknown', entries: 1, bytes: 17, unusable: 0 });
});

test('every part that is missing stands with the checks that it blocks and the command, what blocks most ahead', async () => {
  const found = await inspection(bundle({}));
  const lines = renderInspection(found).split('\n');
  const blocked = new Set(found.coverage.absent.flatMap(({ blocks }) => blocks)).size;
  expect(lines).toContain(`Missing: ${found.coverage.absent.length} parts; ${blocked} checks cannot run without them`);
  const pods = lines.indexOf('  the bundle has no pod objects');
  expect(lines[pods - 1]).toMatch(/^Missing/);
  const supplied = lines.indexOf('      get it  kubectl get pods --all-namespaces -o json');
  expect(supplied).toBeGreaterThan(pods);
  expect(lines.slice(pods + 1, supplied).join(' ')).toMatch(/^ {6}blocks {2}[a-z-]+\/[a-z-]+, .* and \d+ more$/);
  expect(lines.filter((line) => line.startsWith('      get it'))).toHaveLength(20);
  const all = renderInspection(found, { verbose: true }).split('\n');
  expect(all.filter((line) => line.startsWith('      get it'))).toHaveLength(found.coverage.absent.length);
});

test('proxies that lack the same stand in one line, by name; those with every part are counted', () => {
  const { stdout } = meshtriage(['inspect', packed('bug-report/broken')]);
  expect(stdout).toContain(
    'Proxies: 7\n  4 with config dump, clusters, stats, server info, certificates, log, pod object, sync status\n' +
      '  3 without config dump, clusters, stats, server info, certificates, log, sync status: data/redis-0,\n' +
      '  shop/gift-55d4c3b2a-hhhhh, shop/invoice-66f5e4d3c-fffff\n',
  );
});

test('files of no layout: that they are known by their content, and no count of what nothing would show', async () => {
  const dump = readFileSync(
    new URL('../../fixtures/bundles/capture/broken/istioctl/proxy-status.txt', import.meta.url),
  );
  const text = renderInspection(await inspection(tarball({ 'proxy-status.txt': dump, 'notes.txt': 'call back' })));
  expect(text).toContain('layout loose, recognised by the content of the files');
  expect(text).toContain('  1 not understood: notes.txt\n');
  expect(text).not.toMatch(/\b0 (?:pods|nodes|services|namespaces)/);
});

test('nobody is told to ask the ztunnels of a mesh that has none', async () => {
  const pods = (...items: object[]) => ({ 'c/cluster/pods.json': JSON.stringify({ kind: 'List', items }) });
  const ztunnel = {
    kind: 'Pod',
    metadata: { name: 'ztunnel-x', namespace: 'istio-system', labels: { app: 'ztunnel' } },
    spec: { containers: [{ name: 'istio-proxy' }] },
    status: { phase: 'Running' },
  };
  const absent = async (tree: Tree) => (await inspection(bundle(tree))).coverage.absent.map(({ what }) => what);
  expect(await absent(pods())).not.toContain('ztunnels');
  expect(await absent(pods(ztunnel))).toContain('ztunnels');
  expect(await absent({})).toContain('ztunnels');
});

test('nobody is told to supply what the Istio of the mesh does not have', async () => {
  const absent = async (tree: Tree) => (await inspection(bundle(tree))).coverage.absent.map(({ what }) => what);
  const versions = (version: string) => ({
    'c/meta/istioctl-version.json': `{"meshVersion":[{"Component":"pilot","Info":{"version":"${version}"}}]}`,
  });
  expect(await absent(versions('1.27.3'))).not.toContain('tlsChecks');
  expect(await absent(versions('1.5.10'))).toContain('tlsChecks');
  expect(await absent({})).toContain('tlsChecks');
});

test('a cut bundle is described up to the cut, and the first line says so', async () => {
  const bytes = readFileSync(packed('capture/broken'));
  const cut = join(scratch(), 'cut.tgz');
  writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
  const ran = meshtriage(['inspect', cut]);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/^bundle is incomplete: the archive ends early/);
  expect(ran.stdout).toContain('  what the archive lost where it ends early counts as missing\n');
  expect((await inspection(cut)).bundle.complete).toBe(false);
});

test('no layout fits: exit 3, one sentence with the closest one; --layout reads it all the same', async () => {
  const file = tarball({ 'x/cluster/crs': '', 'x/readme.txt': 'hello' });
  const ran = meshtriage(['inspect', file]);
  expect(ran).toMatchObject({ code: 3, stdout: '' });
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.stderr).toContain('closest is bug-report: 1 file has a name as there, but only cluster/crs of its marks');
  const { bundle } = await inspection(file, 'bug-report');
  expect(bundle.layouts).toEqual([{ layout: 'bug-report', root: 'x/', given: true, markers: ['cluster/crs'] }]);
});

test('a limit of the flags is kept: exit 3 for a directory beyond it', () => {
  const root = scratch();
  for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), name);
  expect(meshtriage(['inspect', root, '--max-entries', '2'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('--max-entries'),
  });
});

test('text of the bundle cannot move the cursor, hide or show a secret', () => {
  const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
  const file = bundle({ 'c/notes/\u202etxt.exe': 'x' }, [
    { step: 'pods', path: 'cluster/\u001b[2Jpods.json', exit: 1, error: `failed\nAuthorization: Bearer ${token}` },
  ]);
  for (const flags of [
    ['-v', '--color', 'always'],
    ['-f', 'json'],
  ]) {
    const { code, stdout } = meshtriage(['inspect', file, ...flags]);
    expect(code).toBe(0);
    expect(stdout).toContain('[2Jpods.json');
    expect(stdout).not.toContain(token);
    expect(stdout.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[^\P{C}\n]/u);
  }
});

test('-q leaves the exit code alone; a format that is asked for is printed', () => {
  const file = bundle({});
  expect(meshtriage(['inspect', file, '-q'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(meshtriage(['inspect', file, '-q', '-f', 'text']).stdout).toContain('layout capture');
  expect(meshtriage(['inspect', 'no-such.tgz', '-q'])).toMatchObject({ code: 3, stdout: '' });
});

test('wrong usage ends in 2', () => {
  for (const args of [
    ['a', 'b'],
    ['a', '-f', 'html'],
    ['a', '--max-entries', '0'],
  ]) {
    expect(meshtriage(['inspect', ...args]).code).toBe(2);
  }
});
