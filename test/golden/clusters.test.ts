import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { openBundles } from '../../src/open-bundles.js';
import { render } from '../../src/render/index.js';
import { directoryOf, scratch, type Tree, tarball } from '../helpers/bundle.js';
import { inlineBytes, otherRootPem, rootPem } from '../helpers/certificates.js';
import { root } from '../helpers/command.js';
import { reportOf } from '../helpers/report.js';

interface Cluster {
  id?: string;
  objects?: readonly object[];
  rootCertificate?: string;
  /** `namespace/pod` of the proxies that its istiod is connected to. */
  connected?: readonly string[];
  files?: Tree;
}

const manifest = [
  { schema: 'meshtriage.capture/1', started: '2026-12-04T09:12:00Z' },
  { ended: '2026-12-04T09:13:00Z', interrupted: false },
];

/** A capture of one cluster. */
function capture({ id = 'Kubernetes', objects = [], rootCertificate, connected, files = {} }: Cluster): string {
  const dump = {
    configs: [
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump',
        bootstrap: {
          node: {
            id: 'sidecar~10.0.0.1~web-6f5b8c7d9-h2k4p.shop~shop.svc.cluster.local',
            metadata: { CLUSTER_ID: id },
          },
        },
      },
      {
        '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump',
        dynamic_active_secrets: [
          {
            name: 'ROOTCA',
            secret: { name: 'ROOTCA', validation_context: { trusted_ca: inlineBytes(rootCertificate ?? rootPem) } },
          },
        ],
      },
    ],
  };
  const kinds = new Map<string, object[]>();
  for (const object of [...objects, pod('web-6f5b8c7d9-h2k4p', { app: 'web' })]) {
    const { kind } = object as { kind: string };
    kinds.set(kind, [...(kinds.get(kind) ?? []), object]);
  }
  const lists = [...kinds].map(([kind, items]): [string, string] => [
    `c/cluster/${folders[kind] ?? ''}${kind.toLowerCase()}s.json`,
    JSON.stringify({ kind: 'List', apiVersion: 'v1', items }),
  ]);
  return tarball({
    'c/meta/manifest.ndjson': manifest.map((line) => `${JSON.stringify(line)}\n`).join(''),
    ...Object.fromEntries(lists),
    'c/proxies/shop/web-6f5b8c7d9-h2k4p/config-dump.json': JSON.stringify(dump),
    ...(connected !== undefined && {
      'c/istiod/istio-system/istiod-5c4d6b7f89-x7k2p/syncz.json': JSON.stringify(connected.map(syncz)),
    }),
    ...files,
  });
}

const folders: Record<string, string> = {
  VirtualService: 'networking.istio.io/',
  DestinationRule: 'networking.istio.io/',
};

function syncz(proxy: string) {
  const [namespace, name] = proxy.split('/');
  return {
    cluster_id: 'Kubernetes',
    proxy: `${name}.${namespace}`,
    cluster_sent: 'a',
    cluster_acked: 'a',
    listener_sent: 'b',
    listener_acked: '',
  };
}

function pod(name: string, labels: object, namespace = 'shop') {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, creationTimestamp: '2026-12-01T00:00:00Z' },
    spec: { containers: [{ name: 'app', image: 'app' }] },
    status: { phase: 'Running', podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function service(name: string, ports: readonly object[] = [{ name: 'http', port: 80 }]) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.1.1', selector: { app: name }, ports },
  };
}

const routeToReviews = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { hosts: ['web'], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
};

async function analysed(...clusters: readonly Cluster[]) {
  const [first = '', ...others] = clusters.map(capture);
  return analyze(await openBundles([first, ...others]));
}

async function foundBy(check: string, ...clusters: readonly Cluster[]) {
  const { checks } = await analysed(...clusters);
  const result = checks.find(({ id }) => id === check);
  return {
    outcome: result?.outcome,
    because: result?.because,
    found: result?.findings.map(({ messageId, subject, args }) => ({ messageId, subject, args })),
  };
}

test('two captures of one healthy cluster are a healthy mesh, and every proxy counts once for each', async () => {
  const healthy = `${root}/fixtures/bundles/capture/healthy`;
  const alone = await analyze(await openBundle(healthy));
  const both = await analyze([await openBundle(healthy), await openBundle(healthy)]);
  expect(both.bundles.map(({ name, cluster }) => ({ name, cluster }))).toEqual([
    { name: 'healthy', cluster: 'healthy' },
    { name: 'healthy (2)', cluster: 'healthy (2)' },
  ]);
  expect(both.checks.flatMap(({ findings }) => findings)).toEqual([]);
  expect(both.inventory.proxies).toBe(2 * Number(alone.inventory.proxies));
  expect(both.bundles[0]?.notes.at(-1)).toMatchObject({
    code: 'cluster-joined',
    detail: expect.stringMatching(/^clusters healthy and healthy \(2\) have the same root certificate, trust domain/),
  });
});

test('findings and evidence carry the cluster and its bundle', async () => {
  const { bundles, checks } = await analysed(
    { id: 'east', objects: [routeToReviews, service('web')] },
    { id: 'west', objects: [service('web')] },
  );
  expect(bundles.map(({ cluster }) => cluster)).toEqual(['east', 'west']);
  const [finding] = checks.find(({ id }) => id === 'routing/unknown-host')?.findings ?? [];
  expect(finding).toMatchObject({
    messageId: 'unknown',
    subject: { kind: 'VirtualService', namespace: 'shop', name: 'web', cluster: 'east' },
    evidence: [{ bundle: 'bundle.tgz', path: 'cluster/networking.istio.io/virtualservices.json' }],
  });
});

test('a host that is a service of another cluster is known', async () => {
  const east = { id: 'east', objects: [routeToReviews, service('web')] };
  const west = { id: 'west', objects: [routeToReviews, service('reviews')] };
  expect(await foundBy('routing/unknown-host', east)).toMatchObject({ outcome: 'fail' });
  expect(await foundBy('routing/unknown-host', east, west)).toMatchObject({ outcome: 'pass' });
});

test('nothing is said to be unknown while a bundle of the mesh has no services', async () => {
  const east = { id: 'east', objects: [routeToReviews, service('web')] };
  expect(await foundBy('routing/unknown-host', east, { id: 'west' })).toMatchObject({
    outcome: 'inconclusive',
    because: expect.stringContaining('reviews.shop.svc.cluster.local'),
  });
});

test('a service whose pods are in another cluster is served', async () => {
  const east = { id: 'east', objects: [service('reviews')] };
  const west = { id: 'west', objects: [service('reviews'), pod('reviews-7b9c6d5f4-t8n2m', { app: 'reviews' })] };
  expect(await foundBy('services/selector', east)).toMatchObject({ outcome: 'fail' });
  expect(await foundBy('services/selector', east, west)).toMatchObject({ outcome: 'pass' });
});

test('what istiod says of a proxy in another cluster is said of that cluster', async () => {
  const istiod = pod('istiod-5c4d6b7f89-x7k2p', { app: 'istiod' }, 'istio-system');
  const far = pod('far-7b9c6d5f4-t8n2m', { app: 'far' });
  const { found } = await foundBy(
    'proxy-sync/stale',
    { id: 'primary', objects: [istiod], connected: ['shop/web-6f5b8c7d9-h2k4p', 'shop/far-7b9c6d5f4-t8n2m'] },
    { id: 'remote', objects: [far] },
  );
  expect(found?.map(({ subject }) => `${subject.name} ${subject.cluster}`).sort()).toEqual([
    'far remote',
    'web-6f5b8c7d9-h2k4p primary',
  ]);
});

test('clusters without a common root certificate are told, and so is that nothing joins them', async () => {
  const [east, west] = [{ id: 'east' }, { id: 'west', rootCertificate: otherRootPem }];
  expect(await foundBy('certificates/cluster-roots', east, west)).toMatchObject({
    found: [{ messageId: 'apart', args: { cluster: 'east', other: 'west' } }],
  });
  expect(await foundBy('certificates/cluster-roots', east, { id: 'west' })).toMatchObject({ outcome: 'pass' });
  const text = render(reportOf(await analysed(east, west)), 'text');
  expect(text.replace(/\s+/g, ' ')).toContain(
    'perhaps another mesh: clusters east and west have other root certificate',
  );
});

test('checks that compare clusters do not apply to one', async () => {
  const check = 'services/cluster-differences';
  expect(await foundBy(check, { objects: [service('web')] })).toMatchObject({ outcome: 'notApplicable' });
});

test('clusters that Istio calls the same are named after their bundles', async () => {
  const [first, second] = [capture({}), capture({})];
  const { bundles } = await analyze(await openBundles([first, second]));
  expect(bundles.map(({ cluster }) => cluster)).toEqual(['bundle', 'bundle (2)']);
});

test('what one cluster lacks is absent there, and the ledger says where', async () => {
  const { coverage } = await analysed({ id: 'east', objects: [service('web')] }, { id: 'west' });
  expect(coverage.absent.find(({ what }) => what === 'services')?.because).toMatch(/^in west: the bundle has no/);
  expect(coverage.read.find(({ what }) => what === 'services')).toMatchObject({ seen: 1 });
});

test('folders of manifests are one bundle; a folder that is a bundle is a cluster; not both', async () => {
  const [a, b] = [
    directoryOf({ 'vs.yaml': 'kind: VirtualService\n' }),
    directoryOf({ 'dr.yaml': 'kind: DestinationRule\n' }),
  ];
  expect(await openBundles([a, b])).toHaveLength(1);
  const healthy = `${root}/fixtures/bundles/capture/healthy`;
  expect((await openBundles([healthy, capture({})])).map(({ name }) => name)).toEqual(['healthy', 'bundle.tgz']);
  await expect(openBundles([healthy, a])).rejects.toThrow(/healthy is a bundle and .* is not: give bundles of several/);
  await expect(openBundles([`${scratch()}/none.tgz`, `${scratch()}/none.yaml`])).rejects.toThrow('no such file');
});
