import { describe, expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

test('a node that is cordoned and not ready', () => {
  const { metadata, spec } = objectFrom(`
    apiVersion: v1
    kind: Node
    metadata:
      labels:
        topology.kubernetes.io/zone: eu-west-1a
      name: worker-1
    spec:
      podCIDR: 10.244.1.0/24
      taints:
      - effect: NoSchedule
        key: node.kubernetes.io/unschedulable
      - effect: NoExecute
        key: dedicated
        value: gpu
      unschedulable: true
    status:
      addresses:
      - address: 172.18.0.4
        type: InternalIP
      - address: worker-1
        type: Hostname
      conditions:
      - status: Unknown
        type: Ready
      nodeInfo:
        kubeletVersion: v1.30.0
  `);
  expect(metadata).not.toHaveProperty('namespace');
  expect(spec).toEqual({
    schedulable: false,
    ready: false,
    kubeletVersion: 'v1.30.0',
    internalIP: '172.18.0.4',
    taints: ['node.kubernetes.io/unschedulable:NoSchedule', 'dedicated=gpu:NoExecute'],
    podCIDRs: ['10.244.1.0/24'],
    conditions: [{ type: 'Ready', status: 'Unknown' }],
  });
});

test('of a custom resource definition only its versions are kept', () => {
  const { metadata, spec } = objectFrom(`
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: gateways.networking.istio.io
    spec:
      group: networking.istio.io
      versions:
      - name: v1
        served: true
      - name: v1alpha3
        served: false
  `);
  expect([metadata.name, spec]).toEqual(['gateways.networking.istio.io', { versions: ['v1'] }]);
});

describe('workloads', () => {
  const deployment = (apiVersion: string, kind: string, owner = '') => `
    apiVersion: ${apiVersion}
    kind: ${kind}
    metadata:
      name: cart
      namespace: shop${owner}
    spec:
      replicas: 2
      template:
        metadata:
          annotations:
            sidecar.istio.io/inject: "false"
            example.com/team: shop
          creationTimestamp: null
          labels:
            app: cart
        spec:
          containers:
          - image: cart
            name: cart
    status:
      readyReplicas: 1
  `;
  const kept = {
    podLabels: new Map([['app', 'cart']]),
    podAnnotations: new Map([['sidecar.istio.io/inject', 'false']]),
    containers: [
      {
        field: 'spec.template.spec.containers[0]',
        name: 'cart',
        kind: 'app',
        image: 'cart',
        ports: [],
        env: new Map(),
      },
    ],
    replicas: 2,
    readyReplicas: 1,
    conditions: [],
  };

  test.each(['apps/v1', 'extensions/v1beta1'])('a Deployment of %s', (apiVersion) => {
    expect(objectFrom(deployment(apiVersion, 'Deployment'))).toMatchObject({ kind: 'Deployment', spec: kept });
  });

  test('of a replica set that something owns the owner is enough', () => {
    expect(objectFrom(deployment('apps/v1', 'ReplicaSet')).spec).toEqual(kept);
    const owner = `
      ownerReferences:
      - controller: true
        kind: Deployment
        name: cart`;
    const owned = objectFrom(deployment('apps/v1', 'ReplicaSet', owner));
    expect(owned.metadata.owner).toEqual({ kind: 'Deployment', name: 'cart' });
    expect(owned.spec).toMatchObject({ podLabels: new Map(), conditions: [] });
  });

  test('a DaemonSet counts nodes; zero ready is left out on the wire', () => {
    const { spec } = objectFrom(`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: istio-cni-node}
      spec: {}
      status: {desiredNumberScheduled: 3, numberReady: 2}
    `);
    expect(spec).toMatchObject({ replicas: 3, readyReplicas: 2 });
    const none = objectFrom(`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db}
      spec: {replicas: 3}
      status: {}
    `);
    expect(none.spec).toMatchObject({ replicas: 3, readyReplicas: 0 });
  });
});

test('an event of the core group and one of events.k8s.io', () => {
  const core = objectFrom(`
    apiVersion: v1
    count: 212
    firstTimestamp: "2026-03-04T08:00:00Z"
    involvedObject:
      kind: Pod
      name: cart-1
    kind: Event
    lastTimestamp: "2026-03-04T09:00:00Z"
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503'
    metadata:
      name: cart-1.17d0a1
      namespace: shop
    reason: Unhealthy
    type: Warning
  `);
  const expected = {
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    object: { kind: 'Pod', name: 'cart-1' },
    count: 212,
    first: '2026-03-04T08:00:00Z',
    last: '2026-03-04T09:00:00Z',
  };
  expect(core.spec).toEqual(expected);
  const renamed = objectFrom(`
    apiVersion: events.k8s.io/v1
    eventTime: "2026-03-04T08:00:00Z"
    kind: Event
    metadata:
      name: cart-1.17d0a1
    note: 'Readiness probe failed: HTTP probe failed with statuscode: 503'
    reason: Unhealthy
    regarding:
      kind: Pod
      name: cart-1
    series:
      count: 212
      lastObservedTime: "2026-03-04T09:00:00Z"
    type: Warning
  `);
  expect(renamed.spec).toEqual(expected);
});

describe('config maps', () => {
  const configMap = (name: string, data: string) => `
    apiVersion: v1
    data:
      ${data}
    kind: ConfigMap
    metadata:
      name: ${name}
      namespace: istio-system
  `;

  test('the mesh configuration is read', () => {
    const mesh = 'mesh: "trustDomain: example.com\\nenableAutoMtls: true\\n"';
    const settings = { trustDomain: 'example.com', enableAutoMtls: true, trustDomainAliases: [] };
    expect(objectFrom(configMap('istio', mesh)).spec).toEqual({ mesh: settings });
    expect(objectFrom(configMap('istio-1-27-3', mesh)).spec).toEqual({ mesh: settings });
  });

  test('the settings of the cluster DNS are kept, other data is not', () => {
    expect(objectFrom(configMap('coredns', 'Corefile: ".:53 {\\n}"')).spec).toEqual({
      dns: new Map([['Corefile', '.:53 {\n}']]),
    });
    expect(objectFrom(configMap('istio-ca-root-cert', 'root-cert.pem: x')).spec).toEqual({});
    expect(() => objectFrom(configMap('app-config', 'password: hunter2'))).toThrow('no object');
  });
});

test('of the injector, the image of proxies and whether namespaces are injected by default', () => {
  const injector = (values: object) =>
    objectFrom(`
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio-sidecar-injector-1-27, namespace: istio-system}
      data: {values: '${JSON.stringify(values)}', config: 'policy: enabled'}
    `).spec;
  expect(
    injector({
      global: { hub: 'docker.io/istio', tag: '1.27.1', proxy: { image: 'proxyv2' } },
      sidecarInjectorWebhook: { enableNamespacesByDefault: true },
    }),
  ).toEqual({ injector: { enableNamespacesByDefault: true, proxyImage: 'docker.io/istio/proxyv2:1.27.1' } });
  expect(injector({ global: { hub: 'x', tag: 'y', proxy: { image: 'example.com/proxy:1' } } })).toEqual({
    injector: { proxyImage: 'example.com/proxy:1' },
  });
});

test('webhooks: the defaults of both API versions, and whether there is a CA', () => {
  const webhook = (apiVersion: string) => `
    apiVersion: admissionregistration.k8s.io/${apiVersion}
    kind: MutatingWebhookConfiguration
    metadata:
      name: istio-sidecar-injector
    webhooks:
    - clientConfig:
        caBundle: LS0tLS1CRUdJTi
        service:
          name: istiod
          namespace: istio-system
          path: /inject
      name: rev.namespace.sidecar-injector.istio.io
      namespaceSelector:
        matchExpressions:
        - key: istio.io/rev
          operator: In
          values:
          - default
        - key: istio-injection
          operator: DoesNotExist
    - clientConfig:
        url: https://injector.example.com/inject
      failurePolicy: Fail
      name: remote
  `;
  expect(objectFrom(webhook('v1')).spec).toEqual({
    webhooks: [
      {
        name: 'rev.namespace.sidecar-injector.istio.io',
        field: 'webhooks[0]',
        service: { namespace: 'istio-system', name: 'istiod', path: '/inject', port: 443 },
        failurePolicy: 'Fail',
        hasCaBundle: true,
        namespaceSelector: {
          matchLabels: new Map(),
          matchExpressions: [
            { key: 'istio.io/rev', operator: 'In', values: ['default'] },
            { key: 'istio-injection', operator: 'DoesNotExist', values: [] },
          ],
        },
        objectSelector: { matchLabels: new Map(), matchExpressions: [] },
      },
      {
        name: 'remote',
        field: 'webhooks[1]',
        url: 'https://injector.example.com/inject',
        failurePolicy: 'Fail',
        hasCaBundle: false,
        namespaceSelector: { matchLabels: new Map(), matchExpressions: [] },
        objectSelector: { matchLabels: new Map(), matchExpressions: [] },
      },
    ],
  });
  expect(objectFrom(webhook('v1beta1')).spec).toMatchObject({ webhooks: [{ failurePolicy: 'Ignore' }, {}] });
});

test.each([
  ['policyTypes: [Egress]', { ingress: false, egress: true }],
  ['podSelector: {}', { ingress: true, egress: false }],
  ['egress: [{}]', { ingress: true, egress: true }],
])('a network policy with %s', (spec, directions) => {
  expect(
    objectFrom(`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: deny}
      spec: {${spec}}
    `).spec,
  ).toMatchObject({ podSelector: { matchLabels: new Map(), matchExpressions: [] }, ...directions });
});

test('rules of a network policy: ports and peers, none where all are meant', () => {
  expect(
    objectFrom(`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: web}
      spec:
        podSelector: {}
        ingress:
        - ports: [{port: http}, {protocol: UDP, port: 8000, endPort: 8010}]
          from:
          - {podSelector: {matchLabels: {app: web}}}
          - {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}
        - {}
        egress: [{to: [{namespaceSelector: {}}]}]
    `).spec,
  ).toMatchObject({
    ingressRules: [
      {
        field: 'spec.ingress[0]',
        ports: [
          { protocol: 'TCP', port: 'http' },
          { protocol: 'UDP', port: 8000, endPort: 8010 },
        ],
        peers: [
          { podSelector: { matchLabels: new Map([['app', 'web']]) } },
          { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
        ],
      },
      { field: 'spec.ingress[1]', ports: [], peers: [] },
    ],
    egressRules: [{ field: 'spec.egress[0]', ports: [], peers: [{ namespaceSelector: { matchLabels: new Map() } }] }],
  });
});
