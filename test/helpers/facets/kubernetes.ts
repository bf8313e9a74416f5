import type {
  Container,
  KubernetesEvent,
  LabelSelector,
  Labels,
  Namespace,
  NetworkPolicy,
  Node,
  NodeSpec,
  Pod,
  PodSpec,
  Service,
  ServiceEndpoints,
  ServicePort,
  ServiceSpec,
  Webhook,
  Workload,
} from '../../../src/model/facets.js';

export * from './configuration.js';

/** Labels, annotations or a selector, from a literal. */
export function labels(pairs: Record<string, string> = {}): Labels {
  return new Map(Object.entries(pairs));
}

/** A selector that matches everything, unless the test says otherwise. */
export function labelSelector(facts: Partial<LabelSelector> = {}): LabelSelector {
  return { matchLabels: labels(), matchExpressions: [], ...facts };
}

/** A row of `kubectl get pods -o wide`: shop/cart-6f5b of workload cart, running and ready. */
export function pod(facts: Partial<Pod> = {}): Pod {
  const { namespace = 'shop', name = 'cart-6f5b' } = facts;
  return {
    namespace,
    name,
    workload: 'cart',
    status: 'Running',
    ready: { ready: 2, total: 2 },
    restarts: 0,
    ip: '10.244.1.7',
    node: 'worker-1',
    source: { path: 'cluster/pods.txt', line: 2 },
    ...facts,
  };
}

/** The object of pod shop/cart-6f5b: a ready application container `app` beside a ready `istio-proxy`. */
export function podSpec(facts: Partial<PodSpec> = {}): PodSpec {
  const ips = facts.ips ?? [facts.ip ?? '10.244.1.7'];
  return {
    ...pod(),
    uid: 'f3b2',
    owner: { kind: 'ReplicaSet', name: 'cart-6f5b' },
    labels: labels({ app: 'cart', version: 'v1' }),
    annotations: labels(),
    phase: 'Running',
    ips,
    hostNetwork: false,
    dnsPolicy: 'ClusterFirst',
    serviceAccount: 'cart',
    conditions: [
      { type: 'PodScheduled', status: 'True', since: '2026-03-01T08:00:00Z' },
      { type: 'Initialized', status: 'True', since: '2026-03-01T08:00:05Z' },
      { type: 'ContainersReady', status: 'True', since: '2026-03-01T08:00:20Z' },
      { type: 'Ready', status: 'True', since: '2026-03-01T08:00:20Z' },
    ],
    created: '2026-03-01T08:00:00Z',
    startTime: '2026-03-01T08:00:00Z',
    containers: [container(), container({ name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.27.3', ports: [] })],
    source: { path: 'cluster/pods.json', pointer: '/items/0' },
    ...facts,
  };
}

/** A ready application container that declares port `http` 8080. */
export function container(facts: Partial<Container> = {}): Container {
  return {
    name: 'app',
    image: 'registry.example.com/shop/cart:2.4.1',
    kind: 'app',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    args: [],
    env: labels(),
    capabilities: [],
    hasReadinessProbe: true,
    ready: true,
    restarts: 0,
    state: { state: 'running', started: '2026-03-01T08:00:10Z' },
    ...facts,
  };
}

/** A row of `kubectl get services -o wide`: ClusterIP service shop/cart. */
export function service(facts: Partial<Service> = {}): Service {
  return {
    namespace: 'shop',
    name: 'cart',
    type: 'ClusterIP',
    clusterIPs: ['10.96.12.34'],
    selector: labels({ app: 'cart' }),
    ports: [{ port: 80, protocol: 'TCP' }],
    source: { path: 'cluster/services.txt', line: 2 },
    ...facts,
  };
}

/** The object of ClusterIP service shop/cart, port `http` 80 to 8080. */
export function serviceSpec(facts: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    ...service(),
    ports: [servicePort()],
    labels: labels({ app: 'cart' }),
    annotations: labels(),
    publishNotReadyAddresses: false,
    created: '2026-01-01T00:00:00Z',
    source: { path: 'cluster/services.json', pointer: '/items/0' },
    ...facts,
  };
}

export function servicePort(facts: Partial<ServicePort> = {}): ServicePort {
  return { name: 'http', port: 80, protocol: 'TCP', targetPort: 8080, ...facts };
}

/** One ready address behind shop/cart. */
export function endpoints(facts: Partial<ServiceEndpoints> = {}): ServiceEndpoints {
  return {
    namespace: 'shop',
    service: 'cart',
    addresses: [{ ip: '10.244.1.7', ready: true, pod: 'cart-6f5b', node: 'worker-1' }],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    source: { path: 'cluster/endpointslices.json', pointer: '/items/0' },
    ...facts,
  };
}

/** A row of `kubectl get nodes -o wide`: worker-1, ready. */
export function node(facts: Partial<Node> = {}): Node {
  return {
    name: 'worker-1',
    ready: true,
    schedulable: true,
    kubeletVersion: 'v1.31.4',
    internalIP: '10.0.0.11',
    source: { path: 'cluster/nodes.txt', line: 2 },
    ...facts,
  };
}

/** The object of node worker-1, with the conditions a healthy kubelet and cloud provider write. */
export function nodeSpec(facts: Partial<NodeSpec> = {}): NodeSpec {
  const since = '2026-01-01T00:00:00Z';
  return {
    ...node(),
    labels: labels({ 'kubernetes.io/hostname': 'worker-1' }),
    taints: [],
    podCIDRs: ['10.244.1.0/24'],
    conditions: [
      { type: 'NetworkUnavailable', status: 'False', reason: 'RouteCreated', since },
      { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', since },
      { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', since },
      { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', since },
      { type: 'Ready', status: 'True', reason: 'KubeletReady', since },
    ],
    source: { path: 'cluster/nodes.json', pointer: '/items/0' },
    ...facts,
  };
}

/** Namespace shop, labelled for injection. */
export function namespace(facts: Partial<Namespace> = {}): Namespace {
  return {
    name: 'shop',
    labels: labels({ 'istio-injection': 'enabled', 'kubernetes.io/metadata.name': facts.name ?? 'shop' }),
    annotations: labels(),
    phase: 'Active',
    source: { path: 'cluster/namespaces.json', pointer: '/items/0' },
    ...facts,
  };
}

/** Deployment shop/cart, one of one replica ready. */
export function workload(facts: Partial<Workload> = {}): Workload {
  return {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'cart',
    podLabels: labels({ app: 'cart', version: 'v1' }),
    podAnnotations: labels(),
    replicas: 1,
    readyReplicas: 1,
    conditions: [{ type: 'Available', status: 'True' }],
    source: { path: 'cluster/deployments.json', pointer: '/items/0' },
    ...facts,
  };
}

/** A warning of the kubelet about pod shop/cart-6f5b. */
export function event(facts: Partial<KubernetesEvent> = {}): KubernetesEvent {
  return {
    namespace: 'shop',
    type: 'Warning',
    reason: 'Unhealthy',
    object: { kind: 'Pod', name: 'cart-6f5b' },
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    count: 1,
    first: '2026-03-04T09:20:00Z',
    last: '2026-03-04T09:30:00Z',
    source: { path: 'cluster/events.json', pointer: '/items/0' },
    ...facts,
  };
}

/** The injection webhook of a default installation. */
export function webhook(facts: Partial<Webhook> = {}): Webhook {
  return {
    configuration: 'istio-sidecar-injector',
    type: 'mutating',
    name: 'namespace.sidecar-injector.istio.io',
    service: { namespace: 'istio-system', name: 'istiod', path: '/inject', port: 443 },
    failurePolicy: 'Fail',
    hasCaBundle: true,
    namespaceSelector: labelSelector({ matchLabels: labels({ 'istio-injection': 'enabled' }) }),
    objectSelector: labelSelector(),
    source: { path: 'cluster/mutatingwebhookconfigurations.json', pointer: '/items/0/webhooks/0' },
    ...facts,
  };
}

/** A policy of namespace shop that selects all its pods for ingress. */
export function networkPolicy(facts: Partial<NetworkPolicy> = {}): NetworkPolicy {
  return {
    namespace: 'shop',
    name: 'default-deny',
    podSelector: labelSelector(),
    ingress: true,
    egress: false,
    source: { path: 'cluster/networkpolicies.json', pointer: '/items/0' },
    ...facts,
  };
}
