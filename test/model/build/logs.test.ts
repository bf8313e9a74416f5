import { expect, test } from 'vitest';
import {
  buildApplicationLogs,
  buildCniLogs,
  buildControlPlaneLogs,
  buildDnsLogs,
  buildInitLogs,
  buildProxyLogs,
} from '../../../src/model/build/logs.js';
import type { PodSpec } from '../../../src/model/facets.js';
import type { ContainerLogFile } from '../../../src/parsers/container-log/index.js';
import type { Tag } from '../../../src/parsers/parser.js';
import { buildContext, stored } from '../../helpers/build.js';
import { container, labels, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const empty = { previous: false, lines: 0, levels: { warning: 0, error: 0 }, matches: [] };
const file: ContainerLogFile = { parts: [empty] };
const ofCart: Partial<Tag> = {
  component: 'istio-proxy',
  namespace: 'shop',
  pod: 'cart-6f5b',
  container: 'istio-proxy',
};

function context(tag: Partial<Tag>, facets = {}, value = file) {
  return buildContext({ artifacts: { 'container-log': [stored('some.log', value, tag)] }, facets });
}

test('an empty log is present with 0 lines', () => {
  expect(buildProxyLogs(context(ofCart))).toEqual({
    state: 'present',
    coverage: { seen: 1 },
    value: [
      {
        ...empty,
        pod: { namespace: 'shop', name: 'cart-6f5b' },
        workload: 'cart',
        component: 'istio-proxy',
        container: 'istio-proxy',
        source: { path: 'some.log' },
      },
    ],
  });
});

test('both instances in one file are two logs of one proxy', () => {
  const facet = buildProxyLogs(context(ofCart, {}, { parts: [empty, { ...empty, previous: true }] }));
  expect(facet).toMatchObject({ coverage: { seen: 1 }, value: [{ previous: false }, { previous: true }] });
});

test('coverage counts pods: of those that the capture knew of, and of those that the control plane lists', () => {
  const capture = { interrupted: false, failures: [], proxiesKnown: 1240, source: { path: 'meta/manifest.ndjson' } };
  expect(buildProxyLogs(context(ofCart, { capture }))).toMatchObject({ coverage: { seen: 1, expected: 1240 } });
  const connectedProxies = { pods: new Set(['shop/cart-6f5b', 'shop/web-1', 'shop/web-2']), lists: [] };
  expect(buildProxyLogs(context(ofCart, { connectedProxies }))).toMatchObject({ coverage: { seen: 1, expected: 3 } });
});

test.each([
  ['ztunnel', buildProxyLogs],
  ['control-plane', buildControlPlaneLogs],
  ['operator', buildControlPlaneLogs],
  ['istio-init', buildInitLogs],
  ['istio-cni', buildCniLogs],
  ['dns', buildDnsLogs],
  ['application', buildApplicationLogs],
])('logs of %s go into their facet only', (component, build) => {
  const given = context({ ...ofCart, component });
  expect(build(given)).toMatchObject({ state: 'present', value: [{ component }] });
  const others = [
    buildProxyLogs,
    buildControlPlaneLogs,
    buildInitLogs,
    buildCniLogs,
    buildDnsLogs,
    buildApplicationLogs,
  ];
  for (const other of others) if (other !== build) expect(other(given).state).toBe('absent');
});

test('a log that is filed under its node belongs to the pod of that node', () => {
  const pods = [
    pod({ namespace: 'kube-system', name: 'istio-cni-node-x7', node: 'worker-2' }),
    pod({ namespace: 'kube-system', name: 'istio-cni-node-y8', node: 'worker-1', workload: 'istio-cni-node' }),
  ];
  const facet = buildCniLogs(context({ component: 'istio-cni', node: 'worker-1' }, { pods }));
  expect(facet).toMatchObject({
    value: [
      { pod: { namespace: 'kube-system', name: 'istio-cni-node-y8' }, workload: 'istio-cni-node', node: 'worker-1' },
    ],
  });
});

test('a log of which nothing tells the pod is of nobody', () => {
  for (const component of ['istio-proxy', 'ztunnel']) {
    const pods = [pod({ name: `${component}-x7` })];
    const facet = buildProxyLogs(context({ component }, { pods }));
    const [log] = facet.state === 'present' ? facet.value : [];
    expect(log).toMatchObject({ component, source: { path: 'some.log' } });
    expect(log).not.toHaveProperty('pod');
    expect(log).not.toHaveProperty('workload');
  }
  expect(buildApplicationLogs(context({}))).toMatchObject({ value: [{ component: 'application' }] });
});

test('the name of a pod alone tells its workload, and no namespace', () => {
  const tag = { component: 'istio-proxy', pod: 'redis-0' };
  const pods = [pod({ namespace: 'shop', name: 'redis-0' }), pod({ namespace: 'data', name: 'redis-0' })];
  for (const facets of [{}, { pods }]) {
    const facet = buildProxyLogs(context(tag, facets));
    expect(facet).toMatchObject({ value: [{ workload: 'redis' }] });
    expect(facet.state === 'present' && facet.value[0]).not.toHaveProperty('pod');
  }
});

test('a log without a namespace is looked up by its pod, else taken for one of the control plane', () => {
  const tag = { component: 'istio-cni', pod: 'istio-cni-node-x7' };
  const pods = [pod({ namespace: 'kube-system', name: 'istio-cni-node-x7' })];
  expect(buildCniLogs(context(tag, { pods }))).toMatchObject({ value: [{ pod: { namespace: 'kube-system' } }] });
  expect(buildCniLogs(context(tag, { mesh: mesh({ istioNamespaces: ['mesh-system'] }) }))).toMatchObject({
    value: [{ pod: { namespace: 'mesh-system' } }],
  });
});

test('no log at all, and one that could not be read', () => {
  expect(buildDnsLogs(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no DNS server logs' });
  const unusable = { 'container-log': [{ path: 'dns.log', reason: 'Error from server' }] };
  expect(buildDnsLogs(buildContext({ unusable }))).toMatchObject({ because: expect.stringContaining('dns.log') });
});

test('no log of Istio CNI or istio-init can be missing where the list of all pods has none that writes one', () => {
  const plain = podSpec({ containers: [container({ name: 'app' })] });
  const init = podSpec({ containers: [container({ name: 'istio-init', kind: 'init' })] });
  const agent = podSpec({ labels: labels({ 'k8s-app': 'istio-cni-node' }) });
  const given = (pods: PodSpec[], lists = ['Pod']) => buildContext({ lists, facets: { podSpecs: pods } });
  const none = { state: 'present', value: [], coverage: { seen: 0 } };
  expect(buildInitLogs(given([plain]))).toEqual(none);
  expect(buildCniLogs(given([plain]))).toEqual(none);
  expect(buildInitLogs(given([plain, init])).state).toBe('absent');
  expect(buildCniLogs(given([plain, agent])).state).toBe('absent');
  expect(buildInitLogs(given([plain], [])).state).toBe('absent');
  expect(buildCniLogs(given([plain], [])).state).toBe('absent');
});
