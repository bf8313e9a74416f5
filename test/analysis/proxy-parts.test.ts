import { expect, test } from 'vitest';
import { partsOfProxies } from '../../src/analysis/proxy-parts.js';
import type { FacetName, Facets, MeshModel } from '../../src/model/facets.js';
import { buildContext, stored } from '../helpers/build.js';
import { proxyConfig, proxyServer, proxyStats } from '../helpers/facets/envoy.js';
import { container, labels, podSpec } from '../helpers/facets/kubernetes.js';
import { containerLog } from '../helpers/facets/logs.js';
import { podDns } from '../helpers/facets/network.js';

type Given = NonNullable<Parameters<typeof buildContext>[0]>;

function partsIn(facets: Partial<Facets>, given: Omit<Given, 'facets'> = {}) {
  const { artifacts, facet } = buildContext({ ...given, facets });
  const model = new Proxy({}, { get: (_, name) => facet(name as FacetName) }) as MeshModel;
  return partsOfProxies(model, artifacts);
}

const redis = { namespace: 'data', name: 'redis-0' };

test('what is there of a proxy, and what it lacks of what others have', () => {
  expect(
    partsIn({
      proxyConfigs: [proxyConfig(), proxyConfig({ pod: redis, type: 'router' })],
      proxyServers: [proxyServer()],
      podDns: [podDns()],
    }),
  ).toEqual([
    {
      namespace: 'data',
      pod: 'redis-0',
      type: 'router',
      has: ['config dump'],
      unusable: [],
      lacks: ['server info', 'resolv.conf'],
    },
    {
      namespace: 'shop',
      pod: 'cart-6f5b',
      type: 'sidecar',
      has: ['config dump', 'server info', 'resolv.conf'],
      unusable: [],
      lacks: [],
    },
  ]);
});

test('a proxy that only a list of pods or of connected proxies names lacks its dump, even where no proxy has one', () => {
  const listed = stored('istioctl/proxy-status.txt', {
    form: 'subscribed-types' as const,
    proxies: [{ id: 'redis-0.data', type: 'waypoint', types: new Map() }],
  });
  expect(partsIn({ podSpecs: [podSpec()] }, { artifacts: { 'proxy-status': [listed] } })).toEqual([
    {
      namespace: 'data',
      pod: 'redis-0',
      type: 'waypoint',
      has: [],
      unusable: [],
      lacks: ['config dump', 'pod object'],
    },
    {
      namespace: 'shop',
      pod: 'cart-6f5b',
      node: 'worker-1',
      has: ['pod object'],
      unusable: [],
      lacks: ['config dump'],
    },
  ]);
});

test('pods without a proxy, finished pods and what only says something of a pod are no proxies', () => {
  const alone = podSpec({ name: 'alone', containers: [container()] });
  const done = podSpec({ name: 'done', phase: 'Succeeded' });
  expect(partsIn({ podSpecs: [alone, done], podDns: [podDns()] })).toEqual([]);
});

test('captured and unusable is neither there nor lacking; a usable second copy counts', () => {
  const broken = (kind: string) => ({
    path: `proxies/data/redis-0/${kind}`,
    reason: 'connection refused',
    tag: { kind, namespace: 'data', pod: 'redis-0' },
  });
  const [parts] = partsIn(
    { proxyServers: [proxyServer({ pod: redis })], proxyStats: [proxyStats()] },
    {
      unusable: {
        'envoy-config-dump': [broken('envoy-config-dump')],
        'envoy-stats': [broken('envoy-stats')],
        'envoy-server-info': [broken('envoy-server-info')],
      },
    },
  );
  expect(parts).toMatchObject({
    pod: 'redis-0',
    has: ['server info'],
    unusable: ['config dump', 'stats'],
    lacks: [],
  });
});

test('the current and the previous log are told apart; nobody lacks a previous one', () => {
  const log = (name: string, previous: boolean) => containerLog({ pod: { namespace: 'shop', name }, previous });
  const found = partsIn({ proxyLogs: [log('a', false), log('a', true), log('b', false), log('c', true)] });
  expect(found.map(({ pod, has, lacks }) => [pod, has, lacks])).toEqual([
    ['a', ['log', 'previous log'], ['config dump']],
    ['b', ['log'], ['config dump']],
    ['c', ['previous log'], ['config dump', 'log']],
  ]);
});

test('ztunnels are measured by ztunnels, and stand under their node where nothing names the pod', () => {
  const dump = { workloads: [], services: [], policies: [], certificates: [] };
  const spec = podSpec({ namespace: 'istio-system', name: 'ztunnel-x', labels: labels({ app: 'ztunnel' }) });
  const onNode = { ...dump, node: 'worker-2', source: { path: 'ztunnel.json' } } as unknown as Facets['ztunnels'][0];
  const found = partsIn({ ztunnels: [onNode], podSpecs: [spec], proxyStats: [proxyStats()] });
  expect(found).toMatchObject([
    { type: 'ztunnel', node: 'worker-2', has: ['config dump'], lacks: ['pod object'] },
    { pod: 'ztunnel-x', type: 'ztunnel', node: 'worker-1', has: ['pod object'], lacks: ['config dump'] },
    { pod: 'cart-6f5b', has: ['stats'], lacks: ['config dump'] },
  ]);
  expect(found[0]).not.toHaveProperty('pod');
});
