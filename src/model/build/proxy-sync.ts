import type { ConnectedProxies, Facet, PodSpec, ProxySync, SyncStatus, XdsType } from '../facets.js';
import { isRunning, servesProxies } from '../lookup/control-plane.js';
import { readyProxies } from '../lookup/ready-proxies.js';
import { absent, absentKinds, type BuildContext, present } from './context.js';
import { isBehind, listedProxies, type ProxyInLists, proxyLists } from './listed-proxies.js';
import { sourceAt } from './source.js';

const xdsTypes: readonly string[] = ['CDS', 'LDS', 'EDS', 'RDS', 'ECDS'] satisfies XdsType[];

/** What the control plane says about each proxy, from debug/syncz, else from istioctl proxy-status. */
export function buildProxySync(context: BuildContext): Facet<readonly ProxySync[]> {
  const lists = proxyLists(context.artifacts);
  if (lists.length === 0) return noLists(context);
  if (!lists.some((list) => list.hasStates))
    return absent(
      'proxy-status of istioctl 1.27 and later, and debug/adsz, carry no sync state; use istioctl proxy-status -o json or debug/syncz',
    );
  const proxies = listedProxies(context.artifacts).map((found) => proxySyncOf(found, context));
  const withStates = proxies.filter(({ types }) => [...types.values()].some(({ state }) => state !== 'unknown')).length;
  const expected = readyPods(context).length;
  return present(proxies, { seen: withStates, ...(expected > withStates && { expected }) });
}

/**
 * The proxies that are connected, when every replica of the control plane was heard. Absent otherwise: a proxy that is
 * in none of the lists at hand may be in another one.
 */
export function buildConnectedProxies(context: BuildContext): Facet<ConnectedProxies> {
  const lists = proxyLists(context.artifacts);
  if (lists.length === 0) return noLists(context);
  const pods = context.facet('pods');
  const replicas = pods.state === 'present' ? pods.value.filter((pod) => servesProxies(pod) && isRunning(pod)) : [];
  if (replicas.length === 0)
    return absent('no running pod of istiod or Pilot is known, so that its lists may be incomplete');
  const heard = new Set(
    lists.flatMap(({ controlPlane, proxies }) => [controlPlane?.name, ...proxies.map((proxy) => proxy.controlPlane)]),
  );
  const unheard = replicas.filter((pod) => !heard.has(pod.name));
  if (unheard.length > 0)
    return absent(
      `the proxies connected to ${unheard.map((pod) => pod.name).join(', ')} were not captured (debug/syncz)`,
    );

  const connected = new Set(listedProxies(context.artifacts).map(({ pod }) => `${pod.namespace}/${pod.name}`));
  const ready = readyPods(context);
  const found = ready.filter((pod) => connected.has(`${pod.namespace}/${pod.name}`));
  if (found.length * 2 < ready.length)
    return absent(
      `the lists of the control plane name ${found.length} of ${ready.length} ready proxies, too few to be complete`,
    );
  return present(
    { pods: connected, lists: lists.map(({ path, proxies }) => ({ proxies: proxies.length, source: { path } })) },
    { seen: replicas.length, expected: replicas.length },
  );
}

function noLists({ artifacts }: BuildContext): { state: 'absent'; because: string } {
  return absentKinds(
    artifacts,
    'synchronisation state of proxies (debug/syncz, istioctl proxy-status)',
    'syncz',
    'proxy-status',
    'adsz',
  );
}

function readyPods(context: BuildContext): readonly PodSpec[] {
  const pods = context.facet('podSpecs');
  const mesh = context.facet('mesh');
  return pods.state === 'present' && mesh.state === 'present' ? readyProxies(pods.value, mesh.value) : [];
}

function proxySyncOf({ pod, list, proxy, others }: ProxyInLists, context: BuildContext): ProxySync {
  const controlPlane = list.controlPlane?.name ?? proxy.controlPlane;
  const statuses = [...proxy.types].map(([type, status]) => [type, secondLook(type, status, others)] as const);
  const ofEnvoy = statuses.filter((entry): entry is [XdsType, SyncStatus] => xdsTypes.includes(entry[0]));
  const other = statuses.filter(([type]) => !xdsTypes.includes(type));
  return {
    pod,
    workload: context.workloadOf(pod),
    ...(controlPlane !== undefined && { controlPlane }),
    ...(proxy.istioVersion !== undefined && { istioVersion: proxy.istioVersion }),
    ...(proxy.type !== undefined && { type: proxy.type }),
    types: new Map(ofEnvoy),
    ...(other.length > 0 && { otherTypes: new Map(other) }),
    ...(list.observedAt !== undefined && { observedAt: list.observedAt }),
    source: sourceAt(list.path, proxy),
  };
}

/** A list taken at another moment in which the type is acknowledged shows that the push was only on its way. */
function secondLook(type: string, status: SyncStatus, others: ProxyInLists['others']): SyncStatus {
  if (!isBehind(status.state)) return status;
  return others.map((other) => other.types.get(type)).find((other) => other?.state === 'synced') ?? status;
}
