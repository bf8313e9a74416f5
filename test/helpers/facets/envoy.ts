import type {
  EnvoyCluster,
  EnvoyEndpoints,
  EnvoyFilterChain,
  EnvoyListener,
  EnvoyRouteConfiguration,
  HeldCertificate,
  ProxyConfig,
  ProxyServer,
  ProxyStats,
  ProxyUpstreams,
  Section,
  WorkloadCertificates,
} from '../../../src/model/facets.js';

const cart = { pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart' };

type Held = Partial<Omit<ProxyConfig, 'clusters' | 'listeners' | 'routes' | 'endpoints'>> & {
  clusters?: readonly EnvoyCluster[];
  listeners?: readonly EnvoyListener[];
  routes?: readonly EnvoyRouteConfiguration[];
  endpoints?: readonly EnvoyEndpoints[];
};

/** Dump of the sidecar of pod shop/cart-6f5b: what is given, all of it from the control plane; without endpoints unless given. */
export function proxyConfig(facts: Held = {}): ProxyConfig {
  const { clusters = [cluster()], listeners = [listener()], routes = [], endpoints: held, ...rest } = facts;
  return {
    ...cart,
    type: 'sidecar',
    istioVersion: '1.27.3',
    secrets: [],
    rejected: [],
    warming: [],
    updated: {},
    source: { path: 'proxies/shop/cart-6f5b/config-dump.json' },
    ...rest,
    clusters: [dynamic('/configs/1/dynamic_active_clusters', clusters)],
    listeners: [dynamic('/configs/2/dynamic_listeners', listeners)],
    routes: [dynamic('/configs/3/dynamic_route_configs', routes)],
    ...(held !== undefined && { endpoints: [dynamic('/configs/4/dynamic_endpoint_configs', held)] }),
  };
}

function dynamic<T>(pointer: string, items: readonly T[]): Section<T> {
  return { pointer, dynamic: true, items };
}

/** Cluster of this Istio name, with endpoints from the control plane and automatic mutual TLS. */
export function cluster(
  name = 'outbound|80||cart.shop.svc.cluster.local',
  facts: Partial<EnvoyCluster> = {},
): EnvoyCluster {
  const [direction, port, subset, host] = name.split('|');
  return {
    name,
    type: 'EDS',
    ...(host !== undefined && { direction: direction ?? '', port: Number(port), host }),
    ...(host !== undefined && subset !== '' && subset !== undefined && { subset }),
    transport: 'auto',
    hosts: [],
    ...facts,
  };
}

/** Outbound listener 0.0.0.0_80 with one chain that asks for route configuration `80`. */
export function listener(facts: Partial<EnvoyListener> = {}): EnvoyListener {
  return {
    name: '0.0.0.0_80',
    address: '0.0.0.0',
    port: 80,
    direction: 'OUTBOUND',
    bindToPort: false,
    chains: [filterChain({ rds: '80' })],
    ...facts,
  };
}

/** An HTTP chain in plain text that matches everything. */
export function filterChain(facts: Partial<EnvoyFilterChain> = {}): EnvoyFilterChain {
  return {
    serverNames: [],
    applicationProtocols: [],
    filters: ['envoy.filters.network.http_connection_manager'],
    tcpClusters: [],
    ...facts,
  };
}

/** Route configuration of this name in which every request goes to these clusters. */
export function routeConfiguration(
  name: string,
  clusters: readonly string[],
  config?: string,
): EnvoyRouteConfiguration {
  const route = { clusters, ...(config !== undefined && { config }) };
  return { name, virtualHosts: [{ name: `cart:${name}`, domains: ['cart'], routes: [route] }] };
}

/** One healthy endpoint of a cluster. */
export function endpoints(
  name = 'outbound|80||cart.shop.svc.cluster.local',
  facts: Partial<EnvoyEndpoints> = {},
): EnvoyEndpoints {
  return { cluster: name, total: 1, unhealthy: [], addresses: ['10.244.1.7:8080'], ...facts };
}

/** Certificate of service account shop/cart, valid for a day around the tests' clock, signed by root `aa`. */
export function heldCertificate(facts: Partial<HeldCertificate> = {}): HeldCertificate {
  return {
    serial: '1f',
    notBefore: '2026-03-04T00:00:00Z',
    notAfter: '2026-03-05T00:00:00Z',
    names: ['spiffe://cluster.local/ns/shop/sa/cart'],
    fingerprint: '01',
    signedBy: ['aa'],
    source: { path: 'proxies/shop/cart-6f5b/config-dump.json', pointer: '/configs/5/dynamic_active_secrets/0' },
    ...facts,
  };
}

/** A self-signed root that is valid from 2025 to 2035. */
export function authority(facts: Partial<HeldCertificate> = {}): HeldCertificate {
  return heldCertificate({
    serial: 'a1',
    notBefore: '2025-01-01T00:00:00Z',
    notAfter: '2035-01-01T00:00:00Z',
    names: [],
    fingerprint: 'aa',
    signedBy: ['aa'],
    source: { path: 'proxies/shop/cart-6f5b/config-dump.json', pointer: '/configs/5/dynamic_active_secrets/1' },
    ...facts,
  });
}

/** The certificates of pod shop/cart-6f5b. */
export function workloadCertificates(facts: Partial<WorkloadCertificates> = {}): WorkloadCertificates {
  return {
    ...cart,
    serviceAccount: 'cart',
    chain: [heldCertificate()],
    authorities: [authority()],
    source: { path: 'proxies/shop/cart-6f5b/config-dump.json' },
    ...facts,
  };
}

/** The server page of pod shop/cart-6f5b: live for an hour. */
export function proxyServer(facts: Partial<ProxyServer> = {}): ProxyServer {
  return {
    ...cart,
    state: 'LIVE',
    version: '1.35.3',
    uptimeSeconds: 3600,
    source: { path: 'proxies/shop/cart-6f5b/server_info.json' },
    ...facts,
  };
}

/** The statistics of pod shop/cart-6f5b: connected, nothing rejected. */
export function proxyStats(facts: Partial<ProxyStats> = {}): ProxyStats {
  return {
    ...cart,
    connected: true,
    rejected: new Map(),
    accepted: new Map(),
    tlsErrors: new Map(),
    source: { path: 'proxies/shop/cart-6f5b/stats.txt' },
    ...facts,
  };
}

/** The clusters page of pod shop/cart-6f5b: all hosts healthy. */
export function proxyUpstreams(facts: Partial<ProxyUpstreams> = {}): ProxyUpstreams {
  return {
    ...cart,
    clusters: 10,
    hosts: 12,
    unhealthy: [],
    connectFailures: [],
    source: { path: 'proxies/shop/cart-6f5b/clusters.txt' },
    ...facts,
  };
}
