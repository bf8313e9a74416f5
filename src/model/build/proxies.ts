import type { ArtifactMap } from '../../parsers/index.js';
import type { Facet, ProxyConfig, ProxyServer, ProxyStats, ProxyUpstreams, XdsType } from '../facets.js';
import type { BuildContext } from './context.js';
import { ofPods, ofProxiesOrAbsent } from './of-pods.js';

export function buildProxyConfigs(context: BuildContext): Facet<readonly ProxyConfig[]> {
  const dumps = ofPods(context, 'envoy-config-dump').map(({ owner, value }): ProxyConfig => {
    const { node, ...held } = value;
    const trustDomain = trustDomainOf(value);
    // sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local
    const type = node.id?.split('~', 1)[0];
    return {
      ...owner,
      workload: owner.workload === owner.pod.name ? (node.workload ?? owner.workload) : owner.workload,
      ...(type !== undefined && { type }),
      ...(node.id !== undefined && { nodeId: node.id }),
      ...(node.istioVersion !== undefined && { istioVersion: node.istioVersion }),
      ...(node.serviceAccount !== undefined && { serviceAccount: node.serviceAccount }),
      ...(node.discoveryAddress !== undefined && { discoveryAddress: node.discoveryAddress }),
      ...(node.interceptionMode !== undefined && { interceptionMode: node.interceptionMode }),
      ...(trustDomain !== undefined && { trustDomain }),
      ...held,
    };
  });
  return ofProxiesOrAbsent(context, dumps, 'Envoy configuration dump', 'envoy-config-dump');
}

export function buildProxyUpstreams(context: BuildContext): Facet<readonly ProxyUpstreams[]> {
  const found = ofPods(context, 'envoy-clusters').map(({ owner, value }) => ({ ...owner, ...value }));
  return ofProxiesOrAbsent(context, found, 'clusters page of a proxy', 'envoy-clusters');
}

export function buildProxyServers(context: BuildContext): Facet<readonly ProxyServer[]> {
  const found = ofPods(context, 'envoy-server-info').map(({ owner, value }) => ({ ...owner, ...value }));
  return ofProxiesOrAbsent(context, found, 'server page of a proxy', 'envoy-server-info');
}

export function buildProxyStats(context: BuildContext): Facet<readonly ProxyStats[]> {
  const found = ofPods(context, 'envoy-stats').map(({ owner, value: { values, tlsErrors } }): ProxyStats => {
    const connected = values.get('control_plane_connected_state');
    return {
      ...owner,
      ...(connected !== undefined && { connected: connected > 0 }),
      rejected: byType(values, 'rejected'),
      accepted: byType(values, 'success'),
      tlsErrors,
    };
  });
  return ofProxiesOrAbsent(context, found, 'statistics of a proxy', 'envoy-stats');
}

function byType(values: ReadonlyMap<string, number>, what: 'rejected' | 'success'): Map<XdsType, number> {
  const counters = [
    ['CDS', `cluster_manager_cds_update_${what}`],
    ['LDS', `listener_manager_lds_update_${what}`],
  ] as const;
  return new Map(
    counters.flatMap(([type, name]) => {
      const value = values.get(name);
      return value === undefined ? [] : [[type, value] as const];
    }),
  );
}

/** The workload's own SPIFFE name, `spiffe://trust-domain/ns/namespace/sa/account`. */
function trustDomainOf({ secrets }: ArtifactMap['envoy-config-dump']): string | undefined {
  const leaves = secrets
    .filter(({ isAuthority }) => !isAuthority)
    .flatMap(({ certificates: [leaf] }) => leaf?.names ?? []);
  return leaves.flatMap((name) => /^spiffe:\/\/([^/]{1,253})\/ns\//.exec(name)?.[1] ?? [])[0];
}
