import { expect, test } from 'vitest';
import { proxyStatus } from '../../../src/parsers/proxy-status/index.js';
import { parseText } from '../../helpers/parse.js';

function response(istiod: string, proxies: readonly unknown[]): unknown {
  return {
    versionInfo: '1',
    ...(proxies.length > 0 && { resources: proxies }),
    typeUrl: 'type.googleapis.com/envoy.service.status.v3.ClientConfig',
    controlPlane: { identifier: JSON.stringify({ Component: 'istiod', ID: istiod, Info: { version: '1.30.3' } }) },
  };
}

const cart = {
  '@type': 'type.googleapis.com/envoy.service.status.v3.ClientConfig',
  node: { id: 'cart.shop', metadata: { CLUSTER_ID: 'Kubernetes', ISTIO_VERSION: '1.30.3' } },
  genericXdsConfigs: [
    {
      typeUrl: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
      configStatus: 'SYNCED',
      lastUpdated: '2026-03-04T09:00:00Z',
    },
    {
      typeUrl: 'type.googleapis.com/envoy.config.listener.v3.Listener',
      configStatus: 'ERROR',
      errorState: { details: 'duplicate listener' },
    },
    { typeUrl: 'type.googleapis.com/istio.workload.Address' },
  ],
};

test('one response a replica, printed one after the other', () => {
  const text = [response('istiod-a', [cart]), response('istiod-b', [{ node: { id: 'stock.shop' } }])]
    .map((document) => JSON.stringify(document, null, 4))
    .join('\n');
  const { artifact } = parseText(proxyStatus, text);
  expect(artifact).toEqual({
    form: 'responses',
    proxies: [
      {
        id: 'cart.shop',
        controlPlane: 'istiod-a',
        istioVersion: '1.30.3',
        types: new Map([
          ['CDS', { state: 'synced', sentAt: '2026-03-04T09:00:00Z' }],
          ['LDS', { state: 'error', error: 'duplicate listener' }],
          ['WDS', { state: 'ignored' }],
        ]),
      },
      { id: 'stock.shop', controlPlane: 'istiod-b', types: new Map() },
    ],
  });
});

test('the only response gives its proxies a pointer', () => {
  const { artifact } = parseText(proxyStatus, JSON.stringify(response('istiod-a', [cart])));
  expect(artifact.proxies[0]?.pointer).toBe('/resources/0');
});

test('a replica without proxies has no resources', () => {
  expect(parseText(proxyStatus, JSON.stringify(response('istiod-a', []))).artifact.proxies).toEqual([]);
});

test('YAML documents follow one another without a separator', () => {
  const { artifact } = parseText(
    proxyStatus,
    `
    controlPlane:
      identifier: '{"Component":"istiod","ID":"istiod-a"}'
    resources:
    - '@type': type.googleapis.com/envoy.service.status.v3.ClientConfig
      genericXdsConfigs:
      - configStatus: STALE
        typeUrl: type.googleapis.com/envoy.config.cluster.v3.Cluster
      node:
        id: cart.shop
        metadata:
          ISTIO_VERSION: "1.30"
    typeUrl: type.googleapis.com/envoy.service.status.v3.ClientConfig
    versionInfo: "1"

    controlPlane:
      identifier: '{"Component":"istiod","ID":"istiod-b"}'
    resources:
    - node:
        id: stock.shop
    typeUrl: type.googleapis.com/envoy.service.status.v3.ClientConfig
    `,
  );
  expect(artifact.proxies.map(({ id, controlPlane }) => [id, controlPlane])).toEqual([
    ['cart.shop', 'istiod-a'],
    ['stock.shop', 'istiod-b'],
  ]);
  expect(artifact.proxies[0]).toMatchObject({ istioVersion: '1.30', types: new Map([['CDS', { state: 'stale' }]]) });
});

test('a resource that is no proxy is a note, and a last response that breaks off another', () => {
  const text = `${JSON.stringify(response('istiod-a', [{ node: {} }, cart]))}\n{"versionInfo":`;
  const { artifact, notes } = parseText(proxyStatus, text);
  expect(artifact.proxies.map((proxy) => proxy.id)).toEqual(['cart.shop']);
  expect(notes).toMatchObject([
    { code: 'entry-truncated' },
    { code: 'item-dropped', detail: 'response 1, /resources/0' },
  ]);
});

test('other JSON is not an empty list', () => {
  expect(() => parseText(proxyStatus, '{"kind":"List","items":[]}')).toThrow('no response');
});
