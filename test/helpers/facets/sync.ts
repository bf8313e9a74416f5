import type {
  Capture,
  ConnectedProxies,
  ControlPlaneVersion,
  ProxySync,
  ProxyVersion,
  SyncStatus,
  WatchedCluster,
} from '../../../src/model/facets.js';

/** Pod shop/cart-6f5b, connected to istiod-7d4f and synchronised in every type, as debug/syncz lists it. */
export function proxySync(facts: Partial<ProxySync> = {}): ProxySync {
  return {
    pod: { namespace: 'shop', name: 'cart-6f5b' },
    workload: 'cart',
    controlPlane: 'istiod-7d4f',
    istioVersion: '1.27.3',
    type: 'sidecar',
    types: syncTypes(),
    source: { path: 'istiod/istio-system/istiod-7d4f/syncz.json', pointer: '/0' },
    ...facts,
  };
}

/** CDS, LDS, EDS and RDS synchronised, ECDS not sent, unless the test says otherwise. */
export function syncTypes(
  facts: Partial<Record<'CDS' | 'LDS' | 'EDS' | 'RDS' | 'ECDS', SyncStatus>> = {},
): ProxySync['types'] {
  const synced: SyncStatus = { state: 'synced' };
  const types = { CDS: synced, LDS: synced, EDS: synced, RDS: synced, ECDS: { state: 'notSent' } as const, ...facts };
  return new Map(Object.entries(types)) as ProxySync['types'];
}

/** Pod shop/cart-6f5b is connected, as the list of one replica says. */
export function connectedProxies(...names: readonly string[]): ConnectedProxies {
  const pods = names.length === 0 ? ['shop/cart-6f5b'] : names;
  return {
    pods: new Set(pods),
    lists: [{ proxies: pods.length, source: { path: 'istiod/istio-system/istiod-7d4f/syncz.json' } }],
  };
}

/** A proxy of pod shop/cart-6f5b, version 1.27.3. */
export function proxyVersion(facts: Partial<ProxyVersion> = {}): ProxyVersion {
  return {
    pod: { namespace: 'shop', name: 'cart-6f5b' },
    workload: 'cart',
    version: '1.27.3',
    source: { path: 'proxies/shop/cart-6f5b/config-dump.json' },
    ...facts,
  };
}

/** Pod istiod-7d4f of the default revision, version 1.27.3. */
export function controlPlaneVersion(facts: Partial<ControlPlaneVersion> = {}): ControlPlaneVersion {
  return {
    version: '1.27.3',
    component: 'pilot',
    revision: 'default',
    pod: { namespace: 'istio-system', name: 'istiod-7d4f' },
    source: { path: 'cluster/pods.json', pointer: '/items/0' },
    ...facts,
  };
}

/** A complete run of the capture script that ends when the tests' clock stands. */
export function capture(facts: Partial<Capture> = {}): Capture {
  return {
    producer: 'capture.sh 1.2.0',
    from: '2026-03-04T09:21:00Z',
    to: '2026-03-04T09:31:00Z',
    interrupted: false,
    failures: [],
    source: { path: 'meta/manifest.ndjson', line: 1 },
    ...facts,
  };
}

/** Cluster west, read through its remote secret, as debug/clusterz lists it. */
export function watchedCluster(facts: Partial<WatchedCluster> = {}): WatchedCluster {
  return {
    id: 'west',
    secret: 'istio-system/istio-remote-secret-west',
    status: 'synced',
    source: { path: 'istiod/istio-system/istiod-7d4f/clusterz.json', pointer: '/1' },
    ...facts,
  };
}
