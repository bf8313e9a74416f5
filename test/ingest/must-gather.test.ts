import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import { ingest } from '../../src/ingest/ingest.js';
import { buildModel } from '../../src/model/build/index.js';
import { directoryOf, hasZip, type Tree, tarball, zipFolder } from '../helpers/bundle.js';

const pod = (resourceVersion: string, phase: string) =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: cart-6f5b',
    '  namespace: shop',
    `  resourceVersion: "${resourceVersion}"`,
    'spec:',
    '  containers:',
    '  - name: cart',
    '    image: example.com/cart:1',
    'status:',
    `  phase: ${phase}`,
    '',
  ].join('\n');
const image = 'must-gather.local.42/quay-io-image-sha256-77ab/';
const folder = 'namespaces/shop/pods/cart-6f5b';
const rotated = [
  '2026-03-04T09:00:00.000000000+00:00 stderr P 2026-03-04T09:00:00.000000Z\tinfo\tthe first half,',
  '2026-03-04T09:00:00.000000001+00:00 stderr F  and the other one',
  '',
].join('\n');

const tree: Tree = {
  'must-gather.local.42/event-filter.html': '<html></html>',
  'must-gather.local.42/timestamp':
    '2026-03-04 09:12:04.1 +0000 UTC m=+0.5\n2026-03-04 09:31:40.1 +0000 UTC m=+1176.5\n',
  [`${image}version`]: 'openshift/must-gather\n4.21.0\n',
  [`${image}namespaces/shop/shop.yaml`]: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
  [`${image}${folder}/cart-6f5b.yaml`]: pod('9', 'Pending'),
  [`${image}${folder}/cart/cart/logs/rotated/0.log.20260304-061208.gz`]: gzipSync(rotated),
  [`${image}istio/namespaces/shop/shop.yaml`]: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
  [`${image}istio/namespaces/shop/core/pods.yaml`]: `apiVersion: v1\nitems:\n- ${pod('10', 'Running')
    .trimEnd()
    .replaceAll('\n', '\n  ')}\nkind: PodList\n`,
  [`${image}istio/namespaces/shop/core/secrets.yaml`]: 'apiVersion: v1\nkind: SecretList\nitems: []\n',
  [`${image}istio/${folder}/config_dump_istiod.json`]: 'Proxy not connected to this Pilot instance.\n',
  [`${image}istio/${folder}/config_dump_proxy.json`]: '404 page not found\n',
};

async function modelOf(file: string) {
  const ingested = await ingest(await openBundle(file));
  return { ...ingested, model: buildModel(ingested.artifacts) };
}

test('roots are merged: the same object is one object, the newest of its versions', async () => {
  const { layout, model, unusable, notRead } = await modelOf(tarball(tree));
  expect(layout).toBe('must-gather');
  expect(model.podSpecs).toMatchObject({
    state: 'present',
    value: [{ namespace: 'shop', name: 'cart-6f5b', phase: 'Running' }],
  });
  expect(model.mesh).toMatchObject({
    value: {
      partial: new Map([
        ['Pod', new Set(['shop'])],
        ['Namespace', new Set()],
      ]),
    },
  });
  expect(model.capture).toMatchObject({ value: { producer: 'openshift/must-gather 4.21.0', interrupted: false } });
  expect(model.desiredConfigs).toMatchObject({ value: [{ connected: false }] });
  expect(model.proxyConfigs.state).toBe('absent');
  expect(unusable).toEqual([{ path: `${image}istio/${folder}/config_dump_proxy.json`, reason: '404 page not found' }]);
  expect(notRead).toEqual({
    recognised: ['must-gather.local.42/event-filter.html', `${image}istio/namespaces/shop/core/secrets.yaml`],
    unknown: [],
  });
});

test('a rotated log is unpacked, and a line that the runtime split is one line', async () => {
  const { model } = await modelOf(tarball(tree));
  expect(model.applicationLogs).toMatchObject({
    value: [{ container: 'cart', previous: false, lines: 1, first: '2026-03-04T09:00:00.000000Z' }],
  });
});

test('packed from inside the image folder', async () => {
  const inside = Object.entries(tree).flatMap(([path, content]) =>
    path.startsWith(image) ? [[path.slice(image.length), content] as const] : [],
  );
  const { layout, model, notRead } = await modelOf(tarball(Object.fromEntries(inside)));
  expect(layout).toBe('must-gather');
  expect(model.pods).toMatchObject({ value: [{ name: 'cart-6f5b' }] });
  expect(notRead.unknown).toEqual([]);
});

test.runIf(hasZip)('a zip', async () => {
  const { layout, model } = await modelOf(zipFolder(directoryOf(tree)));
  expect(layout).toBe('must-gather');
  expect(model.pods).toMatchObject({ value: [{ name: 'cart-6f5b' }] });
});
