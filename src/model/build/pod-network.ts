import type { ArtifactMap } from '../../parsers/index.js';
import type { Facet, Netfilter, OfPod, PodDns, PodSockets, RouteTable } from '../facets.js';
import { groupBy } from '../lookup/derive.js';
import type { ArtifactKind, BuildContext, Stored } from './context.js';
import { ofNodesOrAbsent, ofPods, ofProxiesOrAbsent } from './of-pods.js';

export function buildPodDns(context: BuildContext): Facet<readonly PodDns[]> {
  const found = ofPods(context, 'resolv-conf').map(({ owner, value }) => ({ ...owner, ...value }));
  return ofProxiesOrAbsent(context, found, 'resolv.conf of pods', 'resolv-conf');
}

export function buildPodSockets(context: BuildContext): Facet<readonly PodSockets[]> {
  const found = ofPods(context, 'sockets').map(({ owner, value }) => ({ ...owner, listening: value.listening }));
  return ofProxiesOrAbsent(context, found, 'sockets of pods', 'sockets');
}

export function buildPodRoutes(context: BuildContext): Facet<readonly RouteTable[]> {
  const entries = ofPods(context, 'ip-route').map(({ owner, value }) => ({ place: placeOf(owner), owner, value }));
  return ofProxiesOrAbsent(context, routeTables(entries), 'routing tables of pods', 'ip-route');
}

export function buildNodeRoutes(context: BuildContext): Facet<readonly RouteTable[]> {
  const entries = ofNodes(context, 'ip-route').map(({ owner, value }) => ({ place: owner.node, owner, value }));
  return ofNodesOrAbsent(context, routeTables(entries), 'routing tables of nodes', 'ip-route');
}

export function buildPodNetfilter(context: BuildContext): Facet<readonly Netfilter[]> {
  const found = ofPods(context, 'netfilter').flatMap(({ owner, value }) => netfilterOf(owner, value));
  return ofProxiesOrAbsent(context, found, 'netfilter rules of pods', 'netfilter');
}

export function buildNodeNetfilter(context: BuildContext): Facet<readonly Netfilter[]> {
  const found = ofNodes(context, 'netfilter').flatMap(({ owner, value }) => netfilterOf(owner, value));
  return ofNodesOrAbsent(context, found, 'netfilter rules of nodes', 'netfilter');
}

function ofNodes<K extends ArtifactKind>(context: BuildContext, kind: K) {
  return context.artifacts.of(kind).flatMap(({ path, tag, value }: Stored<ArtifactMap[K]>) => {
    if (tag.node === undefined || tag.pod !== undefined) return [];
    return [{ owner: { node: tag.node, source: { path } }, value }];
  });
}

function placeOf({ pod }: OfPod): string {
  return `${pod.namespace}/${pod.name}`;
}

type Owner = Pick<RouteTable, 'pod' | 'node' | 'workload' | 'source'>;

/** One table an entry; policy rules stand in an entry of their own and belong to every table of the same place. */
function routeTables(
  entries: readonly { place: string; owner: Owner; value: ArtifactMap['ip-route'] }[],
): readonly RouteTable[] {
  return [...groupBy(entries, ({ place }) => place).values()].flatMap((group) => {
    const rules = group.flatMap(({ value }) => value.rules);
    return group
      .filter(({ value }) => value.hasRoutes)
      .map(({ owner, value }) => ({ ...owner, routes: value.routes, ...(rules.length > 0 && { rules }) }));
  });
}

function netfilterOf(owner: Owner, { rulesets, hidden, settings }: ArtifactMap['netfilter']): Netfilter[] {
  return rulesets.map((ruleset) => ({
    ...owner,
    ...ruleset,
    ...(hidden !== undefined && { hidden }),
    ...(settings !== undefined && { settings }),
  }));
}
