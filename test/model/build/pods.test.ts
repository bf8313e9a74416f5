import { expect, test } from 'vitest';
import { buildPodSpecs, buildPods } from '../../../src/model/build/pods.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';

interface Owner {
  kind: string;
  name: string;
}

function object(kind: string, name: string, owner?: Owner, labels: Record<string, string> = {}) {
  return {
    apiVersion: kind === 'Pod' ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: {
      name,
      namespace: 'shop',
      labels,
      ...(owner !== undefined && { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: {},
    status: {},
  };
}

function specsOf(...objects: readonly object[]) {
  return buildPodSpecs(
    buildContext({ artifacts: { 'kubernetes-objects': [storedObjects('cluster/pods.json', ...objects)] } }),
  );
}

/** Name of the workload of the only pod among these objects. */
function workloadIn(...objects: readonly object[]) {
  const found = specsOf(...objects);
  return found.state === 'present' && found.value.map(({ workload }) => workload).join();
}

test('a pod object: its identity, its addresses, and the columns that kubectl makes of its status', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'cart-6f5b8c7d9-h2k4p',
      namespace: 'shop',
      uid: 'f3b2',
      labels: { app: 'cart' },
      creationTimestamp: '2026-03-01T08:00:00Z',
    },
    spec: { nodeName: 'worker-1', serviceAccountName: 'cart', containers: [{ name: 'app', image: 'cart:2.4.1' }] },
    status: {
      phase: 'Running',
      podIP: '10.244.1.7',
      podIPs: [{ ip: '10.244.1.7' }, { ip: 'fd00::7' }],
      containerStatuses: [
        { name: 'app', ready: false, restartCount: 6, state: { waiting: { reason: 'CrashLoopBackOff' } } },
      ],
    },
  };
  expect(specsOf(pod)).toMatchObject({
    state: 'present',
    value: [
      {
        namespace: 'shop',
        name: 'cart-6f5b8c7d9-h2k4p',
        ip: '10.244.1.7',
        ips: ['10.244.1.7', 'fd00::7'],
        uid: 'f3b2',
        node: 'worker-1',
        serviceAccount: 'cart',
        created: '2026-03-01T08:00:00Z',
        labels: new Map([['app', 'cart']]),
        phase: 'Running',
        status: 'CrashLoopBackOff',
        ready: { ready: 0, total: 1 },
        restarts: 6,
        source: { path: 'cluster/pods.json', line: 2 },
      },
    ],
    coverage: { seen: 1 },
  });
});

test('what a pod object does not say is not there', () => {
  const found = specsOf(object('Pod', 'cart'));
  expect(found).toMatchObject({ value: [{ phase: 'Unknown', status: 'Unknown', statusUnknown: true }] });
  for (const field of ['ip', 'uid', 'owner', 'node', 'deleted', 'ready', 'restarts'])
    expect(found).not.toHaveProperty(['value', 0, field]);
});

test('a pod without an owner is its own workload', () => {
  expect(workloadIn(object('Pod', 'debug-6f5b8c7d9-h2k4p'))).toBe('debug-6f5b8c7d9-h2k4p');
});

test('a pod belongs to the Deployment behind its replica set', () => {
  const owner = { kind: 'ReplicaSet', name: 'cart-6f5b8c7d9' };
  const hash = { 'pod-template-hash': '6f5b8c7d9' };
  const pod = object('Pod', 'cart-6f5b8c7d9-h2k4p', owner, hash);
  expect(workloadIn(pod, object('ReplicaSet', 'cart-6f5b8c7d9', { kind: 'Deployment', name: 'the-cart' }))).toBe(
    'the-cart',
  );
  expect(workloadIn(pod, object('ReplicaSet', 'cart-6f5b8c7d9'))).toBe('cart-6f5b8c7d9');
  expect(workloadIn(pod)).toBe('cart');
  expect(workloadIn(object('Pod', 'cart-6f5b8c7d9-h2k4p', owner))).toBe('cart-6f5b8c7d9');
});

test('a replica set of the same name in another namespace says nothing', () => {
  const pod = object('Pod', 'cart-1-x', { kind: 'ReplicaSet', name: 'cart-1' });
  const set = object('ReplicaSet', 'cart-1', { kind: 'Deployment', name: 'other' });
  expect(workloadIn(pod, { ...set, metadata: { ...set.metadata, namespace: 'data' } })).toBe('cart-1');
});

test('a pod belongs to the CronJob behind its job', () => {
  const pod = object('Pod', 'report-28391040-x7d2p', { kind: 'Job', name: 'report-28391040' });
  expect(workloadIn(pod, object('Job', 'report-28391040', { kind: 'CronJob', name: 'nightly' }))).toBe('nightly');
  expect(workloadIn(pod)).toBe('report');
  expect(workloadIn(object('Pod', 'import-2-x7d2p', { kind: 'Job', name: 'import-2' }))).toBe('import-2');
});

test('every other owner is the workload', () => {
  expect(workloadIn(object('Pod', 'redis-0', { kind: 'StatefulSet', name: 'redis' }))).toBe('redis');
  expect(workloadIn(object('Pod', 'agent-h2k4p', { kind: 'DaemonSet', name: 'agent' }))).toBe('agent');
});

test('a static pod is named without its node', () => {
  expect(workloadIn(object('Pod', 'etcd-control-1', { kind: 'Node', name: 'control-1' }))).toBe('etcd');
});

test('pods of a complete list are none, pods of no list are unknown', () => {
  expect(buildPodSpecs(buildContext({ lists: ['Pod'] }))).toMatchObject({ state: 'present', value: [] });
  expect(buildPodSpecs(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no pod objects' });
  expect(buildPods(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no list of pods' });
});

test('described pods are those of their namespaces, and stand back behind a table', () => {
  const row = {
    namespace: 'istio-system',
    name: 'istio-pilot-7c9-x2k4p',
    status: 'Running',
    line: 1,
    excerpt: 'Name:',
  };
  const described = stored('cluster/describe-pods', { pods: [row], described: true as const });
  expect(buildPods(buildContext({ artifacts: { 'kubectl-table': [described] } }))).toMatchObject({
    value: [{ name: row.name, status: 'Running', source: { path: 'cluster/describe-pods', line: 1 } }],
    coverage: { seen: 1, namespaces: ['istio-system'] },
  });
  const table = stored('cluster/pods.txt', { pods: [{ ...row, namespace: 'shop', name: 'cart-1' }] });
  expect(buildPods(buildContext({ artifacts: { 'kubectl-table': [described, table] } }))).toMatchObject({
    value: [{ name: 'cart-1' }],
  });
});
