import type { ArtifactMap } from '../../parsers/index.js';
import type { PodRef, SyncStatus } from '../facets.js';
import { derivedOnce, groupBy } from '../lookup/derive.js';
import type { Artifacts, Stored } from './context.js';
import { objectsOf } from './objects.js';

type ListedProxy = ArtifactMap['syncz']['proxies'][number];

/** One list of connected proxies: debug/syncz or debug/adsz of a replica, or istioctl proxy-status of all. */
export interface ProxyList {
  path: string;
  /** The replica that made the list; proxy-status names one in each row. */
  controlPlane?: PodRef;
  hasStates: boolean;
  /** RFC 3339. */
  observedAt?: string;
  proxies: readonly ListedProxy[];
}

/** One proxy in the list to believe, with what less telling lists say about it. */
export interface ProxyInLists {
  pod: PodRef;
  list: ProxyList;
  proxy: ListedProxy;
  others: readonly ListedProxy[];
}

/**
 * Every list in the bundle, the most telling first: debug/syncz, responses (JSON), tables, tables without states, and
 * debug/adsz of replicas whose debug/syncz is missing.
 */
export const proxyLists = derivedOnce((artifacts: Artifacts): readonly ProxyList[] => {
  const observed = observationTimes(artifacts);
  const pages = (kind: 'syncz' | 'adsz') =>
    artifacts.of(kind).map(({ path, tag, value }): ProxyList => {
      const controlPlane = replicaOf(artifacts, tag);
      return {
        path,
        ...(controlPlane !== undefined && { controlPlane }),
        ...at(observed.get(path)),
        hasStates: kind === 'syncz',
        proxies: value.proxies,
      };
    });
  const syncz = pages('syncz');
  const told = new Set(syncz.map(({ controlPlane }) => controlPlane?.name));
  const adsz = pages('adsz').filter(({ controlPlane }) => controlPlane === undefined || !told.has(controlPlane.name));
  const forms = ['responses', 'table', 'subscribed-types'] as const;
  const status = forms.flatMap((form) =>
    artifacts
      .of('proxy-status')
      .filter(({ value }) => value.form === form)
      .map(
        ({ path, value }): ProxyList => ({
          path,
          ...at(observed.get(path)),
          hasStates: form !== 'subscribed-types',
          proxies: value.proxies,
        }),
      ),
  );
  return [...syncz, ...status, ...adsz];
});

/** The replica that was asked. Mesh collectors of must-gather ask the first pod of a revision, in the order of names. */
function replicaOf(artifacts: Artifacts, { namespace, pod, revision }: Stored<unknown>['tag']): PodRef | undefined {
  if (namespace === undefined) return undefined;
  if (pod !== undefined) return { namespace, name: pod };
  const replicas = objectsOf(artifacts, 'Pod').filter(
    ({ metadata }) => metadata.namespace === namespace && /^(?:istiod|pilot)$/.test(metadata.labels.get('app') ?? ''),
  );
  const asked =
    replicas.find(({ metadata }) => metadata.name === revision) ??
    replicas.find(({ metadata }) => revision === undefined || metadata.labels.get('istio.io/rev') === revision);
  return asked && { namespace, name: asked.metadata.name };
}

/** One element a proxy, in the order of the lists. An id without a namespace names no pod and is left out. */
export const listedProxies = derivedOnce((artifacts: Artifacts): readonly ProxyInLists[] => {
  const rows = proxyLists(artifacts).flatMap((list) => list.proxies.map((proxy) => ({ list, proxy })));
  return [...groupBy(rows, ({ proxy }) => proxy.id).values()].flatMap((found): readonly ProxyInLists[] => {
    const pod = podOf(found[0].proxy.id);
    if (pod === undefined) return [];
    // A proxy that reconnected stands in two replicas' lists until the broken stream times out: the calmer one is live.
    const replicas = found.filter(({ list }) => list.controlPlane !== undefined);
    const [best] = replicas.length > 1 ? replicas.toSorted((a, b) => troubles(a.proxy) - troubles(b.proxy)) : found;
    const { list, proxy } = best ?? found[0];
    return [{ pod, list, proxy, others: found.flatMap((other) => (other.proxy === proxy ? [] : other.proxy)) }];
  });
});

function troubles(proxy: ListedProxy): number {
  return [...proxy.types.values()].filter(({ state }) => isBehind(state) || state === 'error').length;
}

export function isBehind(state: SyncStatus['state']): boolean {
  return state === 'stale' || state === 'neverAcknowledged';
}

/** `pod.namespace`; a pod's name may hold dots, a namespace never does. */
function podOf(id: string): PodRef | undefined {
  const dot = id.lastIndexOf('.');
  return dot <= 0 || dot === id.length - 1 ? undefined : { namespace: id.slice(dot + 1), name: id.slice(0, dot) };
}

/** When each entry was written, by its path, as far as the manifest of the capture tells. */
function observationTimes(artifacts: Artifacts): ReadonlyMap<string, string> {
  const times = new Map<string, string>();
  for (const { path, value } of artifacts.of('capture-manifest')) {
    const root = path.slice(0, -'meta/manifest.ndjson'.length);
    for (const step of value.steps) {
      if (step.path === undefined || step.start === undefined) continue;
      times.set(root + step.path, new Date(Date.parse(step.start) + (step.milliseconds ?? 0)).toISOString());
    }
  }
  return times;
}

function at(observedAt: string | undefined): { observedAt?: string } {
  return observedAt === undefined ? {} : { observedAt };
}
