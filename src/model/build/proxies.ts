import type { ArtifactMap } from '../../parsers/index.js';
import type { DesiredConfig, Facet, ProxyConfig, ProxyServer, ProxyUpstreams } from '../facets.js';
import type { BuildContext } from './context.js';
import { ofPods, ofProxiesOrAbsent, orAbsent } from './of-pods.js';

export function buildProxyConfigs(context: BuildContext): Facet<readonly ProxyConfig[]> {
  // The third part of a node id is the pod: sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local
  const found = ofPods(context, 'envoy-config-dump', ({ node }) => node.id?.split('~')[2]);
  const dumps = found.map(({ owner, value }): ProxyConfig => {
    const { node, ...held } = value;
    const trustDomain = trustDomainOf(value);
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
      ...(node.kubernetesCluster !== undefined && { kubernetesCluster: node.kubernetesCluster }),
      ...(node.network !== undefined && { network: node.network }),
      ...(trustDomain !== undefined && { trustDomain }),
      ...held,
    };
  });
  return ofProxiesOrAbsent(context, dumps, 'Envoy configuration dump', 'envoy-config-dump');
}

/** From istiod's page config_dump?proxyID, which only a must-gather asks for. */
export function buildDesiredConfigs(context: BuildContext): Facet<readonly DesiredConfig[]> {
  const found = ofPods(context, 'desired-config-dump').map(({ owner, value }): DesiredConfig => {
    if (!value.connected) return { ...owner, connected: false };
    const { clusters, listeners, routes, partial } = value.dump;
    return { ...owner, connected: true, clusters, listeners, routes, ...(partial && { partial }) };
  });
  return orAbsent(context, found, 'configuration desired by the control plane', 'desired-config-dump');
}

export function buildProxyUpstreams(context: BuildContext): Facet<readonly ProxyUpstreams[]> {
  const pages = ofPods(context, 'envoy-clusters').map(({ owner, value }): ProxyUpstreams => ({ ...owner, ...value }));
  const known = new Set(pages.map(({ pod }) => `${pod.namespace}/${pod.name}`));
  const tables = ofPods(context, 'proxy-config').flatMap(
    ({ owner, value: { endpoints, sections } }): ProxyUpstreams[] =>
      endpoints === undefined || known.has(`${owner.pod.namespace}/${owner.pod.name}`)
        ? []
        : [{ ...owner, ...endpoints, hosts: sections.get('endpoints') ?? 0, connectFailures: [], healthOnly: true }],
  );
  return ofProxiesOrAbsent(context, [...pages, ...tables], 'clusters page of a proxy', 'envoy-clusters');
}

export function buildProxyServers(context: BuildContext): Facet<readonly ProxyServer[]> {
  const found = ofPods(context, 'envoy-server-info').map(({ owner, value }) => ({ ...owner, ...value }));
  return ofProxiesOrAbsent(context, found, 'server page of a proxy', 'envoy-server-info');
}

/** The workload's own SPIFFE name, `spiffe://trust-domain/ns/namespace/sa/account`. */
function trustDomainOf({ secrets }: ArtifactMap['envoy-config-dump']): string | undefined {
  const leaves = secrets
    .filter(({ isAuthority }) => !isAuthority)
    .flatMap(({ certificates: [leaf] }) => leaf?.names ?? []);
  return leaves.flatMap((name) => /^spiffe:\/\/([^/]{1,253})\/ns\//.exec(name)?.[1] ?? [])[0];
}
