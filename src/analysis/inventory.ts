import type { Facet, MeshModel } from '../model/facets.js';
import { isExpired } from '../model/lookup/certificates.js';
import { servesProxies } from '../model/lookup/control-plane.js';
import type { Analysis } from './result.js';

interface Volume {
  files: number;
  unpackedBytes: number;
}

/** Counts of what was read, under names that stay the same from release to release. `now` decides what has expired. */
export function inventory(model: MeshModel, volume: Volume, now: Date): Analysis['inventory'] {
  const dumps = list(model.proxyConfigs);
  const endpoints = dumps.flatMap((dump) => (dump.endpoints ?? []).flatMap((section) => section.items));
  const proxyLogs = list(model.proxyLogs);
  const controlPlaneLogs = list(model.controlPlaneLogs);
  return {
    ...volume,
    proxies: dumps.length,
    istiods: names([
      ...list(model.pods).filter(servesProxies),
      ...controlPlaneLogs.flatMap(({ pod, workload }) => (pod && workload && servesProxies({ workload }) ? pod : [])),
    ]).length,
    pods: list(model.pods).length,
    services: list(model.services).length,
    nodes: list(model.nodes).length,
    namespaces: list(model.namespaces).length,
    clustersTotal: dynamicCount(dumps, 'clusters'),
    listenersTotal: dynamicCount(dumps, 'listeners'),
    virtualHostsTotal: sum(
      dumps.flatMap((dump) =>
        dump.routes
          .filter((section) => section.dynamic)
          .flatMap((section) => section.items.map((route) => route.virtualHosts.length)),
      ),
    ),
    endpointsTotal: sum(endpoints.map((assignment) => assignment.total)),
    unhealthyEndpoints: sum(endpoints.map((assignment) => assignment.unhealthy.length)),
    emptyClusters: endpoints.filter((assignment) => assignment.total === 0).length,
    expiredCerts: expiredCertificates(model, now),
    staleProxies: names(
      list(model.proxySync)
        .filter((proxy) =>
          [...proxy.types.values()].some((status) => status.state === 'stale' || status.state === 'neverAcknowledged'),
        )
        .map((proxy) => proxy.pod),
    ),
    crashLoopPods: names(list(model.pods).filter((pod) => pod.status.endsWith('CrashLoopBackOff'))),
    accessLogLines: sum(proxyLogs.map((log) => log.access?.lines ?? 0)),
    responseFlags: tally(proxyLogs.flatMap((log) => [...(log.access?.flags ?? [])])),
    envoyWarnings: sum(proxyLogs.map(({ levels }) => levels.warning + levels.error)),
    istiodErrors: sum(controlPlaneLogs.map((log) => log.levels.error)),
  };
}

function list<T>(facet: Facet<readonly T[]>): readonly T[] {
  return facet.state === 'present' ? facet.value : [];
}

function dynamicCount(
  dumps: readonly { clusters: readonly Counted[]; listeners: readonly Counted[] }[],
  sort: 'clusters' | 'listeners',
): number {
  return sum(
    dumps.flatMap((dump) => dump[sort].filter((section) => section.dynamic).map((section) => section.items.length)),
  );
}

interface Counted {
  dynamic: boolean;
  items: readonly unknown[];
}

function expiredCertificates(model: MeshModel, now: Date): string[] {
  const expired = list(model.workloadCertificates).filter(({ chain }) =>
    chain.some((certificate) => isExpired(certificate, now)),
  );
  return names(expired.map(({ pod }) => pod));
}

function names(pods: readonly { namespace: string; name: string }[]): string[] {
  return [...new Set(pods.map((pod) => `${pod.namespace}/${pod.name}`))].sort();
}

function tally(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const [key, count] of pairs) counts.set(key, (counts.get(key) ?? 0) + count);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
