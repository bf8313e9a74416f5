import type { ArtifactKind, Artifacts } from '../model/build/context.js';
import { knownProxies } from '../model/build/expected-proxies.js';
import { listedProxies } from '../model/build/listed-proxies.js';
import type { Facet, FacetName, MeshModel, PodRef } from '../model/facets.js';
import { groupBy } from '../model/lookup/derive.js';
import { specOf } from '../model/lookup/pods.js';
import { isZtunnel } from '../model/lookup/ready-proxies.js';

export const proxyParts = [
  'config dump',
  'clusters',
  'stats',
  'server info',
  'certificates',
  'log',
  'previous log',
  'sockets',
  'iptables',
  'routes',
  'resolv.conf',
  'pod object',
  'sync status',
] as const;

export type ProxyPart = (typeof proxyParts)[number];

/** A proxy that the bundle holds something of, or only names, and what is there; parts in the order of `proxyParts`. */
export interface ProxyParts {
  /** Absent, like the pod, on a ztunnel of which only the node is known. */
  namespace?: string;
  pod?: string;
  /** sidecar, router, waypoint, ingress (Istio 1.0) or ztunnel; absent when nothing says which. */
  type?: string;
  node?: string;
  has: ProxyPart[];
  /** Captured, but nothing in them could be used. */
  unusable: ProxyPart[];
  /** A configuration dump, and whatever others of its sort in the bundle have. */
  lacks: ProxyPart[];
}

interface Source {
  facet: FacetName;
  part: ProxyPart;
  /** Artifacts that are this part of one pod and nothing else. */
  kinds?: readonly ArtifactKind[];
}

/** What only a proxy has. */
const ofProxies: readonly Source[] = [
  { facet: 'proxyConfigs', part: 'config dump', kinds: ['envoy-config-dump'] },
  { facet: 'ztunnels', part: 'config dump', kinds: ['ztunnel-config'] },
  { facet: 'proxyUpstreams', part: 'clusters', kinds: ['envoy-clusters'] },
  { facet: 'proxyStats', part: 'stats', kinds: ['envoy-stats'] },
  { facet: 'proxyServers', part: 'server info', kinds: ['envoy-server-info'] },
  { facet: 'workloadCertificates', part: 'certificates', kinds: ['envoy-certs'] },
  { facet: 'proxySync', part: 'sync status' },
];

const ofAnyPod: readonly Source[] = [
  { facet: 'podSockets', part: 'sockets', kinds: ['sockets'] },
  { facet: 'podNetfilter', part: 'iptables', kinds: ['netfilter'] },
  { facet: 'podRoutes', part: 'routes', kinds: ['ip-route'] },
  { facet: 'podDns', part: 'resolv.conf', kinds: ['resolv-conf'] },
];

interface Found {
  pod: PodRef;
  type?: string;
  has: Set<ProxyPart>;
  unusable: Set<ProxyPart>;
}

/** Every proxy that runs, that a list names or that left anything in the bundle, by namespace and name. */
export function partsOfProxies(model: MeshModel, artifacts: Artifacts): ProxyParts[] {
  const proxies = new Map<string, Found>();
  const known = (pod: PodRef) => proxies.get(keyOf(pod));
  const add = (pod: PodRef): Found => {
    const found = known(pod) ?? { pod, has: new Set(), unusable: new Set() };
    proxies.set(keyOf(pod), found);
    return found;
  };

  for (const pod of knownProxies(artifacts, model.podSpecs)) add(pod);
  for (const { pod, proxy } of listedProxies(artifacts)) {
    const found = add(pod);
    if (proxy.type !== undefined) found.type = proxy.type;
  }
  for (const source of ofProxies) note(source, model, artifacts, add);
  for (const { pod, previous } of valuesOf(model.proxyLogs)) {
    if (pod !== undefined) add(pod).has.add(previous ? 'previous log' : 'log');
  }
  for (const source of ofAnyPod) note(source, model, artifacts, known);
  for (const { pod, type } of valuesOf(model.proxyConfigs)) if (type !== undefined) add(pod).type = type;
  for (const { pod } of ztunnelsIn(model)) if (pod !== undefined) add(pod).type = 'ztunnel';
  const ofPods = [...proxies.values()].map((found) => withObject(found, model));
  return expecting([...ofPods, ...ztunnelsOfNodes(model)]).sort(byName);
}

type Sighting = { pod?: PodRef; node?: string; part: ProxyPart };

function ztunnelsIn(model: MeshModel): Sighting[] {
  const logs = valuesOf(model.proxyLogs).filter(({ component }) => component === 'ztunnel');
  return [
    ...valuesOf(model.ztunnels).map((ztunnel) => ({ ...ztunnel, part: 'config dump' as const })),
    ...logs.map((log) => ({ ...log, part: log.previous ? ('previous log' as const) : ('log' as const) })),
  ];
}

/** Tables of istioctl and files of node collectors name the node and not the pod. */
function ztunnelsOfNodes(model: MeshModel): Omit<ProxyParts, 'lacks'>[] {
  const alone = ztunnelsIn(model).filter(({ pod, node }) => pod === undefined && node !== undefined);
  return [...groupBy(alone, ({ node = '' }) => node)].map(([node, sightings]) => ({
    type: 'ztunnel',
    node,
    has: proxyParts.filter((part) => sightings.some((sighting) => sighting.part === part)),
    unusable: [],
  }));
}

/** Enters one part for all pods that have it, or would have it were the entry usable. */
function note(
  { facet, part, kinds = [] }: Source,
  model: MeshModel,
  artifacts: Artifacts,
  proxyOf: (pod: PodRef) => Found | undefined,
): void {
  for (const { pod } of valuesOf(model[facet] as Facet<readonly { pod?: PodRef }[]>)) {
    if (pod !== undefined) proxyOf(pod)?.has.add(part);
  }
  for (const { tag } of kinds.flatMap((kind) => artifacts.unusable(kind))) {
    if (tag.namespace !== undefined && tag.pod !== undefined)
      proxyOf({ namespace: tag.namespace, name: tag.pod })?.unusable.add(part);
  }
}

function withObject({ pod, type: told, has, unusable }: Found, { podSpecs }: MeshModel): Omit<ProxyParts, 'lacks'> {
  const spec = specOf(podSpecs.state === 'present' ? podSpecs.value : undefined, pod);
  if (spec !== undefined) has.add('pod object');
  const type = spec !== undefined && isZtunnel(spec) ? 'ztunnel' : told;
  return {
    namespace: pod.namespace,
    pod: pod.name,
    ...(type !== undefined && { type }),
    ...(spec?.node !== undefined && { node: spec.node }),
    has: proxyParts.filter((part) => has.has(part)),
    unusable: proxyParts.filter((part) => unusable.has(part) && !has.has(part)),
  };
}

/** Only a container that was restarted has a previous log, so no proxy lacks it. */
function expecting(proxies: readonly Omit<ProxyParts, 'lacks'>[]): ProxyParts[] {
  const sortOf = ({ type }: Omit<ProxyParts, 'lacks'>) => (type === 'ztunnel' ? 'ztunnel' : 'envoy');
  const expected = { ztunnel: new Set<ProxyPart>(['config dump']), envoy: new Set<ProxyPart>(['config dump']) };
  for (const proxy of proxies) {
    for (const part of proxy.has) if (part !== 'previous log') expected[sortOf(proxy)].add(part);
  }
  return proxies.map((proxy) => ({
    ...proxy,
    lacks: proxyParts.filter(
      (part) => expected[sortOf(proxy)].has(part) && !proxy.has.includes(part) && !proxy.unusable.includes(part),
    ),
  }));
}

function valuesOf<T>(facet: Facet<readonly T[]>): readonly T[] {
  return facet.state === 'present' ? facet.value : [];
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}

function byName(a: ProxyParts, b: ProxyParts): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ namespace = '', pod = '', node = '' }: ProxyParts): string {
  return `${namespace}/${pod}/${node}`;
}
