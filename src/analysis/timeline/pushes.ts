import type { MeshModel, ProxyConfig } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { counted, listed, span, type TimelineEntry, utc } from './entry.js';

const sorts = ['clusters', 'listeners', 'routes'] as const;
const minute = 60_000;

/**
 * When proxies last took configuration, and what they refused. A dump states the newest update only, so an entry is "the
 * last push of N proxies", by the minute. Endpoints change all the time and are left out.
 */
export function pushes(model: MeshModel): TimelineEntry[] {
  const proxies = listed(model, 'proxyConfigs');
  return [...accepted(proxies), ...refused(proxies)];
}

function accepted(proxies: readonly ProxyConfig[]): TimelineEntry[] {
  const updates = proxies.flatMap((proxy) =>
    sorts.flatMap((sort) => {
      const at = utc(proxy.updated[sort]);
      return at === undefined ? [] : [{ proxy, sort, at, minute: Math.floor(Date.parse(at) / minute) }];
    }),
  );
  return [...groupBy(updates, (update) => String(update.minute)).values()].flatMap((group): TimelineEntry[] => {
    const when = span(group.map(({ at }) => at));
    if (when === undefined) return [];
    const taken = sorts.filter((sort) => group.some((update) => update.sort === sort));
    const workloads = [...new Set(group.map(({ proxy }) => `${proxy.pod.namespace}/${proxy.workload}`))];
    const count = new Set(group.map(({ proxy }) => proxy)).size;
    const whose = count === 1 || workloads.length === 1 ? ` of ${workloads[0]}` : '';
    return [
      {
        kind: 'push',
        ...when,
        title: `${counted(count, 'proxy', 'proxies')}${whose} last took ${taken.join(', ')}`,
        count,
        clock: 'node',
        resolution: 0.001,
        evidence: group[0].proxy.source,
      },
    ];
  });
}

function refused(proxies: readonly ProxyConfig[]): TimelineEntry[] {
  const updates = proxies.flatMap((proxy) => proxy.rejected.map((rejected) => ({ proxy, rejected })));
  const groups = groupBy(updates, ({ rejected: { resource, name, reason } }) =>
    JSON.stringify([resource, name, reason]),
  );
  return [...groups.values()].flatMap((group): TimelineEntry[] => {
    const [{ proxy, rejected }] = group;
    const when = span(group.map((update) => update.rejected.at));
    if (when === undefined) return [];
    const count = new Set(group.map((update) => update.proxy)).size;
    return [
      {
        kind: 'rejected',
        ...when,
        title: `${counted(count, 'proxy', 'proxies')} refused ${rejected.resource} ${rejected.name}`,
        severity: 'error',
        count,
        clock: 'node',
        resolution: 0.001,
        evidence: { ...proxy.source, pointer: rejected.pointer },
      },
    ];
  });
}
