import { expect, test } from 'vitest';
import { syncz } from '../../src/parsers/syncz.js';
import { parseText } from '../helpers/parse.js';

function only(entry: Record<string, unknown>) {
  const { artifact, notes } = parseText(syncz, JSON.stringify([{ proxy: 'cart-6f5b.shop', ...entry }]));
  expect(notes).toEqual([]);
  return artifact.proxies[0];
}

test('nonces are compared as istioctl does', () => {
  const proxy = only({
    cluster_id: 'Kubernetes',
    proxy_type: 'sidecar',
    istio_version: '1.20.2',
    cluster_sent: 'a1',
    cluster_acked: 'a1',
    listener_sent: 'b2',
    listener_acked: 'b1',
    endpoint_sent: 'c1',
    extensionconfig_sent: 'd1',
    extensionconfig_acked: 'd1',
  });
  expect(proxy).toEqual({
    id: 'cart-6f5b.shop',
    type: 'sidecar',
    istioVersion: '1.20.2',
    types: new Map([
      ['CDS', { state: 'synced' }],
      ['LDS', { state: 'stale' }],
      ['EDS', { state: 'neverAcknowledged' }],
      ['RDS', { state: 'notSent' }],
      ['ECDS', { state: 'synced' }],
    ]),
    pointer: '/0',
  });
});

test('in Istio 1.0 the nonce is the time of the push', () => {
  const proxy = only({
    proxy_version: '1.0.9',
    cluster_sent: '2019-03-05 10:11:12.123456789 +0100 CET m=+12.5',
    cluster_acked: '2019-03-05 09:11:12.123456789 +0100 CET m=+2.5',
    endpoint_percent: 100,
  });
  expect(proxy?.istioVersion).toBe('1.0.9');
  expect(proxy?.types.get('CDS')).toEqual({ state: 'stale', sentAt: '2019-03-05T09:11:12.000Z' });
});

test('since 1.23 each watched type has its time and its last rejection', () => {
  const proxy = only({
    cluster_sent: 'a1',
    cluster_acked: 'a1',
    resources: {
      'type.googleapis.com/envoy.config.cluster.v3.Cluster': {
        sent: 'a1',
        acked: 'a1',
        sentTime: '2026-03-04T09:00:00Z',
      },
      'type.googleapis.com/envoy.config.listener.v3.Listener': {
        sent: 'b2',
        acked: 'b1',
        sentTime: '2026-03-04T09:01:00Z',
        lastError: 'duplicate listener 0.0.0.0_15090',
      },
      'type.googleapis.com/envoy.config.route.v3.RouteConfiguration': { sentTime: '0001-01-01T00:00:00Z' },
      'type.googleapis.com/istio.networking.nds.v1.NameTable': { sent: 'c1', acked: 'c1' },
    },
  });
  expect(proxy?.types).toEqual(
    new Map([
      ['CDS', { state: 'synced', sentAt: '2026-03-04T09:00:00Z' }],
      ['LDS', { state: 'error', sentAt: '2026-03-04T09:01:00Z', error: 'duplicate listener 0.0.0.0_15090' }],
      ['RDS', { state: 'notSent' }],
      ['NDS', { state: 'synced' }],
    ]),
  );
});

test('a ztunnel watches other types, and nothing is said about those of Envoy', () => {
  const proxy = only({
    proxy_type: 'ztunnel',
    resources: { 'type.googleapis.com/istio.workload.Address': { sent: 'a', acked: 'a' } },
  });
  expect(proxy).toMatchObject({ type: 'ztunnel', types: new Map([['WDS', { state: 'synced' }]]) });
});

test('no proxies is an empty list', () => {
  expect(parseText(syncz, '[]').artifact).toEqual({ proxies: [] });
});

test('an element without a proxy is a note, the closing empty object is not', () => {
  const { artifact, notes } = parseText(syncz, '[{"proxy":"a.b"},{"cluster_sent":"x"},{}]');
  expect(artifact.proxies.map((proxy) => proxy.id)).toEqual(['a.b']);
  expect(notes).toMatchObject([{ code: 'item-dropped', path: 'entry' }]);
});

test('a list that breaks off says so', () => {
  const { artifact, notes } = parseText(syncz, '[{"proxy":"a.b"},{"proxy":"c');
  expect(artifact.proxies.map((proxy) => proxy.id)).toEqual(['a.b']);
  expect(notes).toMatchObject([{ code: 'entry-truncated' }]);
});

test.each(['404 page not found', '{"error":"unauthorized"}'])('%j is unusable', (text) => {
  expect(() => parseText(syncz, text)).toThrow();
});
