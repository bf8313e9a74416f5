import type { ArtifactMap } from '../../parsers/index.js';
import type { Facet, OfPod, ProxyStats, Reading, StatisticsPage, XdsType } from '../facets.js';
import { groupBy } from '../lookup/derive.js';
import { proxyContainer, specOf } from '../lookup/pods.js';
import type { BuildContext } from './context.js';
import { ofPods, ofProxiesOrAbsent } from './of-pods.js';

/** One element a pod: where a bundle has several pages of it, the last, with the first one of the same process beside it. */
export function buildProxyStats(context: BuildContext): Facet<readonly ProxyStats[]> {
  const found = ofPods(context, 'envoy-stats').map(({ owner, value }) => statsOf(owner, value));
  const byPod = groupBy(found, ({ pod }) => `${pod.namespace}/${pod.name}`);
  const startOf = createStarts(context);
  const last = [...byPod.values()].map((pages) => ({ ...startOf(pages[0]), ...joined(pages) }));
  return ofProxiesOrAbsent(context, last, 'statistics of a proxy', 'envoy-stats');
}

/** Since when a proxy counts, where its statistics do not say: from its server page, else from its container. */
function createStarts(context: BuildContext) {
  const servers = context.facet('proxyServers');
  const pages = servers.state === 'present' ? servers.value : [];
  const uptimes = new Map(pages.map(({ pod, uptimeSeconds }) => [`${pod.namespace}/${pod.name}`, uptimeSeconds]));
  const specs = context.facet('podSpecs');
  return ({ pod }: OfPod): Pick<ProxyStats, 'uptimeSeconds' | 'started'> => {
    const uptimeSeconds = uptimes.get(`${pod.namespace}/${pod.name}`);
    const spec = specs.state === 'present' ? specOf(specs.value, pod) : undefined;
    const started = spec?.containers.find(({ name }) => name === proxyContainer)?.state?.started;
    return { ...(uptimeSeconds !== undefined && { uptimeSeconds }), ...(started !== undefined && { started }) };
  };
}

function statsOf(owner: OfPod, artifact: ArtifactMap['envoy-stats']): ProxyStats {
  const { values, agent, scopes, groups, groupsLeftOut, tlsErrors } = artifact;
  const connected = values.get('control_plane_connected_state');
  const uptime = values.get('server_uptime');
  return {
    ...owner,
    ...(connected !== undefined && { connected: connected.value > 0 }),
    ...(uptime !== undefined && { uptimeSeconds: uptime.value }),
    rejected: byType(values, 'rejected'),
    accepted: byType(values, 'success'),
    tlsErrors,
    values,
    agent,
    scopes,
    groups,
    groupsLeftOut,
  };
}

function joined(pages: readonly ProxyStats[]): ProxyStats {
  const sorted = [...pages].sort((a, b) => (a.uptimeSeconds ?? 0) - (b.uptimeSeconds ?? 0));
  const last = sorted.at(-1) as ProxyStats;
  const first = sorted.find(({ uptimeSeconds }) => uptimeSeconds !== undefined);
  if (first === undefined || first.uptimeSeconds === undefined || !isLater(last, first)) return last;
  const { uptimeSeconds, values, agent, scopes, groups, groupsLeftOut } = first;
  const earlier: ProxyStats['earlier'] = {
    uptimeSeconds,
    ...(values !== undefined && { values }),
    ...(agent !== undefined && { agent }),
    ...(scopes !== undefined && { scopes }),
    ...(groups !== undefined && { groups }),
    ...(groupsLeftOut !== undefined && { groupsLeftOut }),
  };
  return { ...last, earlier };
}

/** Counters that went down belong to a process that was started in between. */
function isLater(last: StatisticsPage, first: StatisticsPage): boolean {
  if (last === first || (last.uptimeSeconds ?? 0) <= (first.uptimeSeconds ?? 0)) return false;
  const before = first.values?.get('cluster_manager_cds_update_success')?.value ?? 0;
  return (last.values?.get('cluster_manager_cds_update_success')?.value ?? before) >= before;
}

function byType(values: ReadonlyMap<string, Reading>, what: 'rejected' | 'success'): Map<XdsType, number> {
  const counters = [
    ['CDS', `cluster_manager_cds_update_${what}`],
    ['LDS', `listener_manager_lds_update_${what}`],
    ['RDS', `rds_update_${what}`],
  ] as const;
  return new Map(
    counters.flatMap(([type, name]) => {
      const reading = values.get(name);
      return reading === undefined ? [] : [[type, reading.value] as const];
    }),
  );
}
