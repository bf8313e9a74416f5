import { expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

const pod = `
  apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      istio.io/rev: default
      kubectl.kubernetes.io/default-container: app
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"v1","data":{"password":"hunter2"}}
      prometheus.io/port: "15020"
      sidecar.istio.io/inject: "true"
    creationTimestamp: "2026-03-01T08:00:00Z"
    labels:
      app: cart
      pod-template-hash: 6f5b8c7d9
    name: cart-6f5b8c7d9-h2k4p
    namespace: shop
    ownerReferences:
    - apiVersion: apps/v1
      controller: true
      kind: ReplicaSet
      name: cart-6f5b8c7d9
    resourceVersion: "4711"
    uid: 56f4b505-3ebd-98ee
  spec:
    containers:
    - env:
      - name: DB_PASSWORD
        value: hunter2
      image: registry.example.com/cart:2.14
      name: app
      ports:
      - containerPort: 8080
        name: http
        protocol: TCP
      readinessProbe:
        httpGet:
          path: /ready
          port: 8080
    dnsConfig:
      options:
      - name: ndots
        value: "2"
    dnsPolicy: ClusterFirst
    initContainers:
    - args:
      - istio-iptables
      - -p
      - "15001"
      image: docker.io/istio/proxyv2:1.27.3
      name: istio-init
      securityContext:
        capabilities:
          add:
          - NET_ADMIN
          - CAP_NET_RAW
        runAsUser: 0
    - env:
      - name: ISTIO_META_CLUSTER_ID
        value: Kubernetes
      - name: PROXY_CONFIG
        value: |
          {"holdApplicationUntilProxyStarts":true}
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
      image: docker.io/istio/proxyv2:1.27.3
      name: istio-proxy
      restartPolicy: Always
    nodeName: worker-1
    serviceAccountName: cart
    volumes:
    - name: token
  status:
    conditions:
    - lastProbeTime: null
      lastTransitionTime: "2026-03-01T08:00:05Z"
      message: 'containers with unready status: [app]'
      reason: ContainersNotReady
      status: "False"
      type: Ready
    containerStatuses:
    - image: registry.example.com/cart:2.14
      lastState:
        terminated:
          exitCode: 137
          finishedAt: "2026-03-01T09:00:00Z"
          reason: OOMKilled
          startedAt: "2026-03-01T08:30:00Z"
      name: app
      ready: false
      restartCount: 7
      started: false
      state:
        waiting:
          message: back-off 5m0s restarting failed container=app
          reason: CrashLoopBackOff
    initContainerStatuses:
    - name: istio-init
      ready: true
      restartCount: 0
      state:
        terminated:
          exitCode: 0
          reason: Completed
    - name: istio-proxy
      ready: true
      restartCount: 0
      started: true
      state:
        running:
          startedAt: "2026-03-01T08:00:03Z"
    phase: Running
    podIP: 10.244.1.7
    podIPs:
    - ip: 10.244.1.7
    - ip: fd00::7
    startTime: "2026-03-01T08:00:00Z"
`;

test('metadata: the owner that controls, and annotations of Istio, Kubernetes and for Prometheus only', () => {
  expect(objectFrom(pod).metadata).toEqual({
    name: 'cart-6f5b8c7d9-h2k4p',
    namespace: 'shop',
    uid: '56f4b505-3ebd-98ee',
    resourceVersion: '4711',
    labels: new Map([
      ['app', 'cart'],
      ['pod-template-hash', '6f5b8c7d9'],
    ]),
    annotations: new Map([
      ['istio.io/rev', 'default'],
      ['kubectl.kubernetes.io/default-container', 'app'],
      ['prometheus.io/port', '15020'],
      ['sidecar.istio.io/inject', 'true'],
    ]),
    created: '2026-03-01T08:00:00Z',
    owner: { kind: 'ReplicaSet', name: 'cart-6f5b8c7d9' },
  });
});

test('the pod itself', () => {
  expect(objectFrom(pod).spec).toMatchObject({
    phase: 'Running',
    ips: ['10.244.1.7', 'fd00::7'],
    node: 'worker-1',
    hostNetwork: false,
    dnsPolicy: 'ClusterFirst',
    dnsConfig: { nameservers: [], searches: [], ndots: 2 },
    serviceAccount: 'cart',
    startTime: '2026-03-01T08:00:00Z',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [app]',
        since: '2026-03-01T08:00:05Z',
      },
    ],
  });
});

test('containers, init containers first, with what the kubelet saw; only variables of Istio keep their values', () => {
  expect(objectFrom(pod).spec).toHaveProperty('containers', [
    {
      name: 'istio-init',
      image: 'docker.io/istio/proxyv2:1.27.3',
      kind: 'init',
      ports: [],
      args: ['istio-iptables', '-p', '15001'],
      env: new Map(),
      runAsUser: 0,
      capabilities: ['NET_ADMIN', 'NET_RAW'],
      hasReadinessProbe: false,
      ready: true,
      restarts: 0,
      state: { state: 'terminated', exitCode: 0, reason: 'Completed' },
    },
    {
      name: 'istio-proxy',
      image: 'docker.io/istio/proxyv2:1.27.3',
      kind: 'sidecar',
      ports: [],
      args: [],
      env: new Map([
        ['ISTIO_META_CLUSTER_ID', 'Kubernetes'],
        ['PROXY_CONFIG', '{"holdApplicationUntilProxyStarts":true}\n'],
      ]),
      capabilities: [],
      hasReadinessProbe: false,
      ready: true,
      started: true,
      restarts: 0,
      state: { state: 'running', started: '2026-03-01T08:00:03Z' },
    },
    {
      name: 'app',
      image: 'registry.example.com/cart:2.14',
      kind: 'app',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      args: [],
      env: new Map(),
      capabilities: [],
      hasReadinessProbe: true,
      probes: [{ name: 'readinessProbe', kind: 'http', port: 8080, path: '/ready' }],
      ready: false,
      started: false,
      restarts: 7,
      state: {
        state: 'waiting',
        reason: 'CrashLoopBackOff',
        message: 'back-off 5m0s restarting failed container=app',
      },
      lastTermination: {
        state: 'terminated',
        exitCode: 137,
        reason: 'OOMKilled',
        started: '2026-03-01T08:30:00Z',
        finished: '2026-03-01T09:00:00Z',
      },
    },
  ]);
});

test('a manifest tells nothing of the state of a pod', () => {
  const { spec } = objectFrom(`
    apiVersion: v1
    kind: Pod
    metadata: {name: web, creationTimestamp: null}
    spec:
      containers:
      - {name: app, image: web}
    status: {}
  `);
  expect(spec).toMatchObject({ ips: [], conditions: [], containers: [{ name: 'app', kind: 'app' }] });
  expect(spec).not.toHaveProperty('phase');
  expect(spec).not.toHaveProperty('containers.0.ready');
});

test('the access token of a tracing provider is not kept', () => {
  const { spec } = objectFrom(`
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
      - name: istio-proxy
        image: proxyv2
        env:
        - name: PROXY_CONFIG
          value: '{"tracing":{"lightstep":{"accessToken":"hunter2"}}}'
  `);
  expect(spec).toMatchObject({ containers: [{ env: new Map() }] });
});

test('probes over the network: by HTTP, gRPC and TCP, and no commands', () => {
  const { spec } = objectFrom(`
    apiVersion: v1
    kind: Pod
    metadata: {name: cart}
    spec:
      containers:
      - name: app
        image: app
        livenessProbe: {grpc: {port: 9000}}
        readinessProbe: {exec: {command: [check]}}
        startupProbe: {tcpSocket: {port: web}}
  `);
  expect(spec).toMatchObject({
    containers: [
      {
        hasReadinessProbe: true,
        probes: [
          { name: 'livenessProbe', kind: 'grpc', port: 9000 },
          { name: 'startupProbe', kind: 'tcp', port: 'web' },
        ],
      },
    ],
  });
});

test('limits in CPUs and bytes; what is no quantity is not known', () => {
  const { spec } = objectFrom(`
    apiVersion: v1
    kind: Pod
    metadata: {name: cart}
    spec:
      containers:
      - name: istio-proxy
        image: proxyv2
        resources: {limits: {cpu: 500m, memory: 1Gi}, requests: {cpu: 100m}}
      - name: app
        image: app
        resources: {limits: {cpu: 2, memory: plenty}}
  `);
  expect(spec).toMatchObject({
    containers: [{ limits: { cpu: 0.5, memory: 1_073_741_824 } }, { limits: { cpu: 2 } }],
  });
});
