import { expect, test } from 'vitest';
import {
  buildEvents,
  buildNamespaces,
  buildNetworkPolicies,
  buildNodeSpecs,
  buildNodes,
  buildWebhooks,
  buildWorkloads,
} from '../../../src/model/build/cluster.js';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';
import { nodeSpec } from '../../helpers/facets/kubernetes.js';
import { parseText } from '../../helpers/parse.js';

function objects(...items: readonly object[]) {
  return { 'kubernetes-objects': [storedObjects('cluster/objects.json', ...items)] };
}

function table(text: string) {
  return { 'kubectl-table': [stored('cluster/table.txt', parseText(kubectlTable, text).artifact)] };
}

const nodeTable = `
  NAME       STATUS                     ROLES    AGE   VERSION
  worker-1   Ready,SchedulingDisabled   <none>   9d    v1.31.4
  `;

test('nodes from their objects rather than from the table', () => {
  const spec = nodeSpec();
  expect(buildNodes(buildContext({ artifacts: table(nodeTable), facets: { nodeSpecs: [spec] } }))).toMatchObject({
    value: [spec],
  });
  expect(buildNodes(buildContext({ artifacts: table(nodeTable) }))).toMatchObject({
    value: [
      {
        name: 'worker-1',
        ready: true,
        schedulable: false,
        kubeletVersion: 'v1.31.4',
        source: { path: 'cluster/table.txt', line: 2 },
      },
    ],
  });
  expect(buildNodes(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no list of nodes' });
});

test('node objects with their labels', () => {
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker-1', labels: { zone: 'a' } },
    spec: { podCIDR: '10.244.1.0/24', taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
    status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
  };
  expect(buildNodeSpecs(buildContext({ artifacts: objects(node) }))).toMatchObject({
    value: [
      {
        name: 'worker-1',
        labels: new Map([['zone', 'a']]),
        ready: false,
        podCIDRs: ['10.244.1.0/24'],
        taints: ['dedicated=db:NoSchedule'],
        source: { path: 'cluster/objects.json', line: 2 },
      },
    ],
  });
});

test('namespaces with labels, and the annotations of the mesh only', () => {
  const annotations = { 'topology.istio.io/network': 'n1', 'example.com/owner': 'team' };
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', annotations },
    status: { phase: 'Terminating' },
  };
  expect(buildNamespaces(buildContext({ artifacts: objects(namespace) }))).toMatchObject({
    value: [{ name: 'shop', phase: 'Terminating', annotations: new Map([['topology.istio.io/network', 'n1']]) }],
  });
});

function workload(kind: string, name: string, metadata: object = {}) {
  const spec = { replicas: 2, template: { metadata: { labels: { app: name } } } };
  return {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ...metadata },
    spec,
  };
}

test('workloads of every kind; a replica set counts where nothing owns it', () => {
  const owned = { ownerReferences: [{ kind: 'Deployment', name: 'cart', controller: true }] };
  const found = buildWorkloads(
    buildContext({
      artifacts: objects(
        workload('ReplicaSet', 'cart-6f5b', owned),
        workload('ReplicaSet', 'legacy'),
        workload('Job', 'import'),
        workload('DaemonSet', 'agent'),
        workload('StatefulSet', 'redis'),
        workload('Deployment', 'cart'),
      ),
    }),
  );
  expect(found.state === 'present' && found.value.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'Deployment cart',
    'StatefulSet redis',
    'DaemonSet agent',
    'Job import',
    'ReplicaSet legacy',
  ]);
  expect(found).toMatchObject({
    value: [
      { namespace: 'shop', podLabels: new Map([['app', 'cart']]), replicas: 2, readyReplicas: 0 },
      {},
      {},
      {},
      {},
    ],
  });
});

const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'cart.17', namespace: 'shop' },
  involvedObject: { kind: 'Pod', name: 'cart-6f5b' },
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  count: 3,
};
const eventTable = `
  NAMESPACE   LAST SEEN   TYPE      REASON      OBJECT          MESSAGE
  shop        3m          Warning   Unhealthy   pod/cart-6f5b   Readiness probe failed
  `;

test('events from their objects rather than from the table', () => {
  expect(buildEvents(buildContext({ artifacts: { ...objects(event), ...table(eventTable) } }))).toMatchObject({
    value: [{ namespace: 'shop', reason: 'BackOff', object: { kind: 'Pod', name: 'cart-6f5b' }, count: 3 }],
  });
  expect(buildEvents(buildContext({ artifacts: table(eventTable) }))).toMatchObject({
    value: [{ namespace: 'shop', reason: 'Unhealthy', message: 'Readiness probe failed' }],
  });
});

test('a complete list without events says more than a table, and no source says nothing', () => {
  const listed = buildContext({ artifacts: table(eventTable), lists: ['Event'] });
  expect(buildEvents(listed)).toMatchObject({ state: 'present', value: [] });
  expect(buildEvents(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no events' });
});

test('each webhook of a configuration is one element', () => {
  const webhook = (name: string) => ({
    name,
    clientConfig: { service: { namespace: 'istio-system', name: 'istiod' } },
  });
  const configuration = (kind: string, ...names: string[]) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'istio' },
    webhooks: names.map(webhook),
  });
  const artifacts = objects(
    configuration('ValidatingWebhookConfiguration', 'c.istio.io'),
    configuration('MutatingWebhookConfiguration', 'a.istio.io', 'b.istio.io'),
  );
  expect(buildWebhooks(buildContext({ artifacts }))).toMatchObject({
    value: [
      { configuration: 'istio', type: 'mutating', name: 'a.istio.io', failurePolicy: 'Fail', hasCaBundle: false },
      { configuration: 'istio', type: 'mutating', name: 'b.istio.io' },
      { configuration: 'istio', type: 'validating', name: 'c.istio.io' },
    ],
    coverage: { seen: 3 },
  });
});

test('network policies, and none where the list is complete', () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'deny', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  };
  expect(buildNetworkPolicies(buildContext({ artifacts: objects(policy) }))).toMatchObject({
    value: [{ namespace: 'shop', name: 'deny', ingress: true, egress: false }],
  });
  expect(buildNetworkPolicies(buildContext({ lists: ['NetworkPolicy'] }))).toMatchObject({
    state: 'present',
    value: [],
  });
  expect(buildNetworkPolicies(buildContext({})).state).toBe('absent');
});
