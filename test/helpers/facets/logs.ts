import type { AccessLog, AccessLogGroup, ContainerLog, Labels, SignatureMatch } from '../../../src/model/facets.js';

/** The log of the sidecar of pod shop/cart-6f5b: a hundred lines, nothing known in them. */
export function containerLog(facts: Partial<ContainerLog> = {}): ContainerLog {
  return {
    pod: { namespace: 'shop', name: 'cart-6f5b' },
    workload: 'cart',
    component: 'istio-proxy',
    container: 'istio-proxy',
    previous: false,
    lines: 100,
    levels: { warning: 0, error: 0 },
    matches: [],
    source: { path: 'proxies/shop/cart-6f5b/istio-proxy.log' },
    ...facts,
  };
}

/** A log of istiod with these matches. */
export function controlPlaneLog(...matches: SignatureMatch[]): ContainerLog {
  return containerLog({
    pod: { namespace: 'istio-system', name: 'istiod-7b5f' },
    workload: 'istiod',
    component: 'control-plane',
    container: 'discovery',
    matches,
    source: { path: 'istiod/istio-system/istiod-7b5f/istiod.log' },
  });
}

/** A known message, found twice from line 7 on. */
export function signatureMatch(
  signature: string,
  keys: Record<string, string> = {},
  facts: Partial<SignatureMatch> = {},
): SignatureMatch {
  const named: Labels = new Map(Object.entries(keys));
  return {
    signature,
    count: 2,
    samples: [
      { path: 'proxies/shop/cart-6f5b/istio-proxy.log', line: 7, excerpt: `… ${Object.values(keys).join(' ')}` },
    ],
    keys: named,
    ...facts,
  };
}

/** Ten lines with flag UH towards reviews.shop:9080, among a hundred (`accessLog`). */
export function accessLogGroup(facts: Partial<AccessLogGroup> = {}): AccessLogGroup {
  return {
    flags: 'UH',
    code: 503,
    cluster: 'outbound|9080||reviews.shop.svc.cluster.local',
    authority: 'reviews:9080',
    details: 'no_healthy_upstream',
    count: 10,
    samples: [{ path: 'proxies/shop/cart-6f5b/istio-proxy.log', line: 12, excerpt: '[…] "GET / HTTP/1.1" 503 UH' }],
    ...facts,
  };
}

/** An access log of a hundred lines in which these groups have flags. */
export function accessLog(groups: readonly AccessLogGroup[] = [], facts: Partial<AccessLog> = {}): AccessLog {
  const flags = new Map<string, number>();
  for (const { flags: printed, count } of groups) flags.set(printed, (flags.get(printed) ?? 0) + count);
  return { lines: 100, flags, groups, ...facts };
}
