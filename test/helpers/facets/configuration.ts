import type {
  AuthenticationPolicy,
  AuthorizationPolicy,
  ConfigObject,
  DestinationRule,
  EnvoyFilter,
  IstioGateway,
  KubernetesGateway,
  KubernetesRoute,
  MeshConfig,
  PeerAuthentication,
  ServiceEntry,
  Sidecar,
  VirtualService,
} from '../../../src/model/facets.js';

/** What a test may say about a configuration object: any part of it, and any part of its spec. */
type Facts<T extends { spec: unknown }> = Partial<Omit<T, 'spec'>> & { spec?: Partial<T['spec']> };

function configObject<S>(kind: string, group: string, spec: S, facts: Facts<ConfigObject<S>>): ConfigObject<S> {
  return {
    kind,
    group,
    namespace: 'shop',
    name: 'cart',
    labels: new Map(),
    annotations: new Map(),
    source: { path: `cluster/${group}/${kind.toLowerCase()}.json`, pointer: '/items/0' },
    ...facts,
    spec: { ...spec, ...facts.spec },
  };
}

const networking = 'networking.istio.io';
const security = 'security.istio.io';
const gatewayApi = 'gateway.networking.k8s.io';

/** shop/cart: all requests for host cart go to host cart. */
export function virtualService(facts: Facts<VirtualService> = {}): VirtualService {
  return configObject<VirtualService['spec']>(
    'VirtualService',
    networking,
    { hosts: ['cart'], gateways: ['mesh'], exportTo: [], routes: [route()] },
    facts,
  );
}

type Route = VirtualService['spec']['routes'][number];

/** An http route to host cart. */
export function route(facts: Partial<Route> = {}): Route {
  return {
    protocol: 'http',
    field: 'spec.http[0]',
    destinations: [{ field: 'spec.http[0].route[0].destination', host: 'cart' }],
    ...facts,
  };
}

/** shop/cart, one subset v1 and no TLS setting. */
export function destinationRule(facts: Facts<DestinationRule> = {}): DestinationRule {
  return configObject<DestinationRule['spec']>(
    'DestinationRule',
    networking,
    { host: 'cart', exportTo: [], portTls: new Map(), subsets: [{ name: 'v1', labels: new Map([['version', 'v1']]) }] },
    facts,
  );
}

/** shop/public: plain HTTP for every host on port 80 of the default ingress gateway. */
export function istioGateway(facts: Facts<IstioGateway> = {}): IstioGateway {
  return configObject<IstioGateway['spec']>(
    'Gateway',
    networking,
    { selector: new Map([['istio', 'ingressgateway']]), servers: [gatewayServer()] },
    { name: 'public', ...facts },
  );
}

type Server = IstioGateway['spec']['servers'][number];

export function gatewayServer(facts: Partial<Server> = {}): Server {
  return { field: 'spec.servers[0]', port: 80, protocol: 'HTTP', portName: 'http', hosts: ['*'], ...facts };
}

/** shop/payments: an external HTTPS host, resolved by DNS. */
export function serviceEntry(facts: Facts<ServiceEntry> = {}): ServiceEntry {
  return configObject<ServiceEntry['spec']>(
    'ServiceEntry',
    networking,
    {
      hosts: ['api.payments.example.com'],
      addresses: [],
      exportTo: [],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      endpoints: [],
    },
    { name: 'payments', ...facts },
  );
}

/** shop/default: traffic outside the mesh is allowed, every host is visible. */
export function sidecar(facts: Facts<Sidecar> = {}): Sidecar {
  return configObject<Sidecar['spec']>(
    'Sidecar',
    networking,
    { workloadSelector: new Map(), egressHosts: ['*/*'] },
    { name: 'default', ...facts },
  );
}

/** shop/default: mode STRICT for the namespace. */
export function peerAuthentication(facts: Facts<PeerAuthentication> = {}): PeerAuthentication {
  return configObject<PeerAuthentication['spec']>(
    'PeerAuthentication',
    security,
    { selector: new Map(), mode: 'STRICT', portModes: new Map() },
    { name: 'default', ...facts },
  );
}

/** Policy shop/default of Istio 1.0: STRICT for the namespace. */
export function authenticationPolicy(facts: Facts<AuthenticationPolicy> = {}): AuthenticationPolicy {
  return configObject<AuthenticationPolicy['spec']>(
    'Policy',
    'authentication.istio.io',
    { targets: [], mode: 'STRICT' },
    { name: 'default', ...facts },
  );
}

/** shop/cart: one ALLOW rule for workload cart. */
export function authorizationPolicy(facts: Facts<AuthorizationPolicy> = {}): AuthorizationPolicy {
  return configObject<AuthorizationPolicy['spec']>(
    'AuthorizationPolicy',
    security,
    { selector: new Map([['app', 'cart']]), action: 'ALLOW', rules: 1 },
    facts,
  );
}

/** shop/cart: one patch for workload cart. */
export function envoyFilter(facts: Facts<EnvoyFilter> = {}): EnvoyFilter {
  return configObject<EnvoyFilter['spec']>(
    'EnvoyFilter',
    networking,
    { workloadSelector: new Map([['app', 'cart']]), patches: ['HTTP_FILTER'] },
    facts,
  );
}

/** Gateway shop/public of the Gateway API, programmed and with an address. */
export function kubernetesGateway(facts: Facts<KubernetesGateway> = {}): KubernetesGateway {
  return configObject<KubernetesGateway['spec']>(
    'Gateway',
    gatewayApi,
    {
      className: 'istio',
      listeners: [{ field: 'spec.listeners[0]', name: 'http', port: 80, protocol: 'HTTP' }],
      conditions: [
        { type: 'Accepted', status: 'True', reason: 'Accepted' },
        { type: 'Programmed', status: 'True', reason: 'Programmed' },
      ],
      addresses: ['203.0.113.10'],
    },
    { name: 'public', ...facts },
  );
}

/** HTTPRoute shop/cart: attached to Gateway shop/public, backend service cart. */
export function kubernetesRoute(facts: Facts<KubernetesRoute> = {}): KubernetesRoute {
  return configObject<KubernetesRoute['spec']>(
    'HTTPRoute',
    gatewayApi,
    {
      hostnames: ['cart.example.com'],
      parents: [{ kind: 'Gateway', namespace: 'shop', name: 'public' }],
      backends: [{ field: 'spec.rules[0].backendRefs[0]', kind: 'Service', namespace: 'shop', name: 'cart', port: 80 }],
      parentConditions: [
        {
          parent: 'public',
          conditions: [
            { type: 'Accepted', status: 'True', reason: 'Accepted' },
            { type: 'ResolvedRefs', status: 'True', reason: 'ResolvedRefs' },
          ],
        },
      ],
    },
    facts,
  );
}

/** The settings of a default installation. */
export function meshConfig(facts: Partial<MeshConfig> = {}): MeshConfig {
  return {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    trustDomainAliases: [],
    enableAutoMtls: true,
    outboundTrafficPolicy: 'ALLOW_ANY',
    source: { path: 'cluster/configmaps.json', pointer: '/items/0' },
    ...facts,
  };
}
