import { describe, expect, test } from 'vitest';
import { buildConnectedProxies, buildProxySync } from '../../../src/model/build/proxy-sync.js';
import { proxyStatus } from '../../../src/parsers/proxy-status/index.js';
import { syncz } from '../../../src/parsers/syncz.js';
import { buildContext, stored } from '../../helpers/build.js';
import { container, labels, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { parseText } from '../../helpers/parse.js';

/** debug/syncz of one replica, of proxies whose listeners are in the given state. */
function list(istiod: string, proxies: Record<string, 'synced' | 'stale'>) {
  const entries = Object.entries(proxies).map(([proxy, state]) => ({
    proxy,
    proxy_type: 'sidecar',
    cluster_sent: 'a',
    cluster_acked: 'a',
    listener_sent: 'b',
    listener_acked: state === 'synced' ? 'b' : 'a',
  }));
  const tag = { kind: 'syncz', namespace: 'istio-system', pod: istiod };
  return stored(`istiod/istio-system/${istiod}/syncz.json`, parseText(syncz, JSON.stringify(entries)).artifact, tag);
}

function table(text: string) {
  return stored('istioctl/proxy-status.txt', parseText(proxyStatus, text).artifact);
}

const subscribed = table(`
  NAME               CLUSTER      ISTIOD           VERSION     SUBSCRIBED TYPES
  cart-6f5b.shop     Kubernetes   istiod-a         1.30.3      2 (CDS,LDS)
`);

function states(facet: ReturnType<typeof buildProxySync>) {
  if (facet.state === 'absent') return facet.because;
  return facet.value.map((proxy) => [`${proxy.pod.namespace}/${proxy.pod.name}`, proxy.types.get('LDS')?.state]);
}

describe('proxySync', () => {
  test('the lists of all replicas together, each proxy with its replica and its workload', () => {
    const context = buildContext({
      artifacts: {
        syncz: [list('istiod-a', { 'cart-6f5b.shop': 'synced' }), list('istiod-b', { 'a.b-1.shop': 'stale' })],
      },
    });
    expect(buildProxySync(context)).toMatchObject({
      state: 'present',
      coverage: { seen: 2 },
      value: [
        {
          pod: { namespace: 'shop', name: 'cart-6f5b' },
          workload: 'cart',
          controlPlane: 'istiod-a',
          type: 'sidecar',
          source: { path: 'istiod/istio-system/istiod-a/syncz.json', pointer: '/0' },
        },
        { pod: { namespace: 'shop', name: 'a.b-1' }, controlPlane: 'istiod-b' },
      ],
    });
  });

  test('a proxy in two lists is connected where it is in better shape', () => {
    const context = buildContext({
      artifacts: {
        syncz: [list('istiod-a', { 'cart-6f5b.shop': 'stale' }), list('istiod-b', { 'cart-6f5b.shop': 'synced' })],
      },
    });
    expect(states(buildProxySync(context))).toEqual([['shop/cart-6f5b', 'synced']]);
  });

  test('what is acknowledged in a second list was only on its way', () => {
    const status = table(`
      NAME                CDS        LDS        EDS        RDS        ISTIOD       VERSION
      cart-6f5b.shop      SYNCED     SYNCED     SYNCED     SYNCED     istiod-a     1.12.1
      stock-7c9d.shop     SYNCED     STALE      SYNCED     SYNCED     istiod-a     1.12.1
      pay-55d8.shop       SYNCED     SYNCED     SYNCED     SYNCED     istiod-b     1.12.1
    `);
    const context = buildContext({
      artifacts: {
        syncz: [list('istiod-a', { 'cart-6f5b.shop': 'stale', 'stock-7c9d.shop': 'stale' })],
        'proxy-status': [status],
      },
    });
    expect(states(buildProxySync(context))).toEqual([
      ['shop/cart-6f5b', 'synced'],
      ['shop/stock-7c9d', 'stale'],
      ['shop/pay-55d8', 'synced'],
    ]);
  });

  test('the table of istioctl 1.27 adds proxies without a state', () => {
    const context = buildContext({
      artifacts: { syncz: [list('istiod-b', { 'stock-7c9d.shop': 'synced' })], 'proxy-status': [subscribed] },
    });
    expect(states(buildProxySync(context))).toEqual([
      ['shop/stock-7c9d', 'synced'],
      ['shop/cart-6f5b', 'unknown'],
    ]);
    expect(buildProxySync(context)).toMatchObject({ coverage: { seen: 1 } });
  });

  test('that table alone says nothing about synchronisation', () => {
    expect(states(buildProxySync(buildContext({ artifacts: { 'proxy-status': [subscribed] } })))).toBe(
      'proxy-status of istioctl 1.27 and later, and debug/adsz, carry no sync state; use istioctl proxy-status -o json or debug/syncz',
    );
  });

  test('debug/adsz tells who is connected to a replica of which debug/syncz is missing', () => {
    const page = (istiod: string, proxy: string) =>
      stored(
        `istio/istio-system/${istiod}/debug/adsz`,
        { proxies: [{ id: proxy, types: new Map() }] },
        {
          namespace: 'istio-system',
          pod: istiod,
        },
      );
    const context = buildContext({
      artifacts: {
        syncz: [list('istiod-a', { 'cart-6f5b.shop': 'synced' })],
        adsz: [page('istiod-a', 'gone-1.shop'), page('istiod-b', 'pay-55d8.shop')],
      },
    });
    expect(states(buildProxySync(context))).toEqual([
      ['shop/cart-6f5b', 'synced'],
      ['shop/pay-55d8', undefined],
    ]);
    expect(buildProxySync(context)).toMatchObject({ coverage: { seen: 1 } });
  });

  test('the manifest of the capture tells when a list was taken, below any root folder', () => {
    const { path, ...rest } = list('istiod-a', { 'cart-6f5b.shop': 'synced' });
    const step = {
      name: 'syncz',
      path,
      argv: [],
      start: '2026-03-04T09:22:00Z',
      milliseconds: 1500,
      truncated: false,
      line: 2,
    };
    const manifest = { tool: 'capture.sh', started: '2026-03-04T09:21:00Z', interrupted: false, steps: [step] };
    const context = buildContext({
      artifacts: {
        syncz: [{ path: `bundle/${path}`, ...rest }],
        'capture-manifest': [stored('bundle/meta/manifest.ndjson', manifest)],
      },
    });
    expect(buildProxySync(context)).toMatchObject({ value: [{ observedAt: '2026-03-04T09:22:01.500Z' }] });
  });

  test('coverage counts the ready proxies of which nothing is said', () => {
    const specs = [podSpec(), podSpec({ name: 'stock-7c9d' })];
    const context = buildContext({
      artifacts: { syncz: [list('istiod-a', { 'cart-6f5b.shop': 'synced' })] },
      facets: { podSpecs: specs, mesh: mesh() },
    });
    expect(buildProxySync(context)).toMatchObject({ coverage: { seen: 1, expected: 2 } });
  });

  test('no list, and lists that cannot be used', () => {
    expect(states(buildProxySync(buildContext({})))).toContain('the bundle has no synchronisation state');
    const unusable = { syncz: [{ path: 'syncz.json', reason: '404 page not found' }] };
    expect(states(buildProxySync(buildContext({ unusable })))).toContain('syncz.json: 404 page not found');
  });
});

describe('connectedProxies', () => {
  const istiodA = pod({ namespace: 'istio-system', name: 'istiod-a', workload: 'istiod' });
  const istiodB = pod({ namespace: 'istio-system', name: 'istiod-b', workload: 'istiod-canary' });
  const lists = [list('istiod-a', { 'cart-6f5b.shop': 'synced' }), list('istiod-b', { 'stock-7c9d.shop': 'stale' })];

  test('every replica was heard', () => {
    const context = buildContext({ artifacts: { syncz: lists }, facets: { pods: [istiodA, istiodB, pod()] } });
    expect(buildConnectedProxies(context)).toMatchObject({
      value: { pods: new Set(['shop/cart-6f5b', 'shop/stock-7c9d']), lists: [{ proxies: 1 }, { proxies: 1 }] },
    });
  });

  test('a replica that was not heard may have the proxy that is missing', () => {
    const context = buildContext({ artifacts: { syncz: lists.slice(0, 1) }, facets: { pods: [istiodA, istiodB] } });
    expect(buildConnectedProxies(context)).toEqual({
      state: 'absent',
      because: 'the proxies connected to istiod-b were not captured (debug/syncz)',
    });
  });

  test('a replica that does not run has no proxies', () => {
    const pending = { ...istiodB, status: 'Pending' };
    const context = buildContext({ artifacts: { syncz: lists.slice(0, 1) }, facets: { pods: [istiodA, pending] } });
    expect(buildConnectedProxies(context)).toMatchObject({ state: 'present' });
  });

  test('istioctl proxy-status asks all replicas that it names', () => {
    const context = buildContext({ artifacts: { 'proxy-status': [subscribed] }, facets: { pods: [istiodA] } });
    expect(buildConnectedProxies(context)).toMatchObject({ value: { pods: new Set(['shop/cart-6f5b']) } });
  });

  test('a control plane elsewhere may have lists that nobody took', () => {
    const context = buildContext({ artifacts: { syncz: lists }, facets: { pods: [pod()] } });
    expect(buildConnectedProxies(context)).toMatchObject({ state: 'absent' });
  });

  test('lists that name less than half of the ready proxies are no lists of this mesh', () => {
    const istiod = container({ name: 'discovery' });
    const specs = [
      podSpec(),
      podSpec({ name: 'pay-55d8' }),
      podSpec({ name: 'auth-66f4' }),
      podSpec({ name: 'ztunnel-x', labels: labels({ app: 'ztunnel' }) }),
      podSpec({ name: 'istiod-a', namespace: 'istio-system', workload: 'istiod', containers: [istiod] }),
    ];
    const facets = { pods: [istiodA], podSpecs: specs, mesh: mesh() };
    const context = buildContext({ artifacts: { syncz: lists.slice(0, 1) }, facets });
    expect(buildConnectedProxies(context)).toEqual({
      state: 'absent',
      because: 'the lists of the control plane name 1 of 3 ready proxies, too few to be complete',
    });
  });
});
