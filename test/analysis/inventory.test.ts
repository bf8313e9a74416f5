import { expect, test } from 'vitest';
import { inventory } from '../../src/analysis/inventory.js';
import type { FacetName, Facets, MeshModel } from '../../src/model/facets.js';
import { testNow } from '../helpers/check.js';
import {
  cluster,
  endpoints,
  heldCertificate,
  listener,
  proxyConfig,
  routeConfiguration,
  workloadCertificates,
} from '../helpers/facets/envoy.js';
import { namespace, node, pod, service } from '../helpers/facets/kubernetes.js';
import { accessLog, containerLog, controlPlaneLog } from '../helpers/facets/logs.js';
import { proxySync, syncTypes } from '../helpers/facets/sync.js';

/** What is counted in a mesh of these facets; the rest is absent. */
function counts(facets: Partial<Facets>) {
  const model = new Proxy(facets, {
    get: (target, name) => {
      const value = target[name as FacetName];
      return value === undefined
        ? { state: 'absent', because: 'none' }
        : { state: 'present', value, coverage: { seen: 1 } };
    },
  }) as unknown as MeshModel;
  return inventory(model, { files: 3, unpackedBytes: 4096 }, testNow);
}

test('an empty bundle counts nothing', () => {
  expect(counts({})).toEqual({
    files: 3,
    unpackedBytes: 4096,
    proxies: 0,
    istiods: 0,
    pods: 0,
    services: 0,
    nodes: 0,
    namespaces: 0,
    clustersTotal: 0,
    listenersTotal: 0,
    virtualHostsTotal: 0,
    endpointsTotal: 0,
    unhealthyEndpoints: 0,
    emptyClusters: 0,
    expiredCerts: [],
    staleProxies: [],
    crashLoopPods: [],
    accessLogLines: 0,
    responseFlags: {},
    envoyWarnings: 0,
    istiodErrors: 0,
  });
});

test('objects of the cluster', () => {
  expect(
    counts({
      pods: [pod(), pod({ name: 'web-1' })],
      services: [service()],
      nodes: [node()],
      namespaces: [namespace()],
    }),
  ).toMatchObject({ pods: 2, services: 1, nodes: 1, namespaces: 1, istiods: 0 });
});

test('what proxies hold, but for what stands in their bootstrap', () => {
  const dump = proxyConfig({
    clusters: [cluster(), cluster('outbound|80||web.shop.svc.cluster.local')],
    listeners: [listener()],
    routes: [routeConfiguration('80', []), routeConfiguration('8080', [])],
    endpoints: [
      endpoints(undefined, { total: 3, unhealthy: [{ address: '10.244.1.8:8080', status: 'UNHEALTHY' }] }),
      endpoints('outbound|80||web.shop.svc.cluster.local', { total: 0, addresses: [] }),
    ],
  });
  const bootstrap = { pointer: '/configs/0', dynamic: false };
  const withStatic = {
    ...dump,
    clusters: [...dump.clusters, { ...bootstrap, items: [cluster('prometheus_stats')] }],
    listeners: [...dump.listeners, { ...bootstrap, items: [listener()] }],
    routes: [...dump.routes, { ...bootstrap, items: [routeConfiguration('', [])] }],
  };
  expect(counts({ proxyConfigs: [withStatic, proxyConfig()] })).toMatchObject({
    proxies: 2,
    clustersTotal: 3,
    listenersTotal: 2,
    virtualHostsTotal: 2,
    endpointsTotal: 3,
    unhealthyEndpoints: 1,
    emptyClusters: 1,
  });
});

test('a replica of istiod that has a pod and a log is counted once', () => {
  const replica = pod({ namespace: 'istio-system', name: 'istiod-7b5f', workload: 'istiod' });
  const canary = pod({ namespace: 'istio-system', name: 'istiod-canary-1', workload: 'istiod-canary' });
  const citadel = {
    ...controlPlaneLog(),
    workload: 'istio-citadel',
    pod: { namespace: 'istio-system', name: 'istio-citadel-1' },
  };
  expect(counts({ pods: [replica, canary, pod()], controlPlaneLogs: [controlPlaneLog(), citadel] }).istiods).toBe(2);
  expect(counts({ controlPlaneLogs: [controlPlaneLog()] }).istiods).toBe(1);
});

test('pods with an expired certificate, by date or by the days that are left (Istio 1.0)', () => {
  const { notBefore, notAfter, ...undated } = heldCertificate();
  function holding(name: string, certificate: Partial<typeof undated> & { notAfter?: string; daysLeft?: number }) {
    return workloadCertificates({ pod: { namespace: 'shop', name }, chain: [{ ...undated, ...certificate }] });
  }
  expect(
    counts({
      workloadCertificates: [
        holding('valid', { notAfter: '2026-03-04T09:32:00Z' }),
        holding('expired', { notAfter: '2026-03-04T09:30:00Z' }),
        holding('last-day', { daysLeft: 0 }),
        holding('days-ago', { daysLeft: -5 }),
        holding('unknown', {}),
      ],
    }).expiredCerts,
  ).toEqual(['shop/days-ago', 'shop/expired']);
});

test('proxies that are behind in some type, each once', () => {
  const stale = syncTypes({ RDS: { state: 'stale' } });
  const never = syncTypes({ CDS: { state: 'neverAcknowledged' } });
  expect(
    counts({
      proxySync: [
        proxySync(),
        proxySync({ pod: { namespace: 'shop', name: 'web-1' }, types: stale }),
        proxySync({ pod: { namespace: 'data', name: 'redis-0' }, types: never }),
        proxySync({ pod: { namespace: 'shop', name: 'web-1' }, types: never }),
      ],
    }).staleProxies,
  ).toEqual(['data/redis-0', 'shop/web-1']);
});

test('pods that crash, in an init container as well', () => {
  const pods = [
    pod({ name: 'web-1', status: 'Init:CrashLoopBackOff' }),
    pod({ name: 'api-1', status: 'CrashLoopBackOff' }),
    pod({ name: 'old-1', status: 'Error' }),
  ];
  expect(counts({ pods }).crashLoopPods).toEqual(['shop/api-1', 'shop/web-1']);
});

test('lines and flags of access logs are added up, flags in alphabetical order', () => {
  const first = accessLog([], {
    lines: 10,
    flags: new Map([
      ['UF,URX', 2],
      ['NR', 1],
    ]),
  });
  const second = accessLog([], { lines: 5, flags: new Map([['NR', 4]]) });
  const found = counts({ proxyLogs: [{ access: first }, { access: second }, {}].map(containerLog) });
  expect(found).toMatchObject({ accessLogLines: 15, responseFlags: { NR: 5, 'UF,URX': 2 } });
  expect(Object.keys(found.responseFlags as object)).toEqual(['NR', 'UF,URX']);
});

test('warnings of proxies count with their errors, of the control plane errors only', () => {
  const levels = { warning: 3, error: 2 };
  expect(
    counts({ proxyLogs: [containerLog({ levels })], controlPlaneLogs: [{ ...controlPlaneLog(), levels }] }),
  ).toMatchObject({
    envoyWarnings: 5,
    istiodErrors: 2,
  });
});
