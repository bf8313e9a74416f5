import { parseIp } from '../core/ip.js';
import type { MeshFacts, Service, ServiceEndpoints, ServiceSpec } from '../model/facets.js';
import { derivedOnce, groupBy } from '../model/lookup/derive.js';
import { findServices } from '../model/lookup/hosts.js';
import { hasAll } from '../model/lookup/known-objects.js';

export interface ZoneSources {
  mesh: MeshFacts;
  services?: readonly Service[];
  serviceSpecs?: readonly ServiceSpec[];
  endpoints?: readonly ServiceEndpoints[];
}

/** What the DNS of the cluster answers to an absolute name. */
export type ZoneAnswer =
  | { kind: 'addresses'; addresses: readonly string[]; service?: Service; isAssumed?: true }
  /** ExternalName: go on with another absolute name. */
  | { kind: 'alias'; target: string; service: Service }
  | { kind: 'no-such-name'; service?: Service }
  /** The zone is not the cluster's. */
  | { kind: 'outside' }
  | { kind: 'unknown'; because: string; service?: Service };

/** Names of services, of members of headless services, and of pods (Kubernetes, DNS for Services and Pods). */
export function askClusterZone(name: string, sources: ZoneSources): ZoneAnswer {
  const { clusterDomain } = sources.mesh;
  if (name !== clusterDomain && !name.endsWith(`.${clusterDomain}`)) return { kind: 'outside' };
  const labels = name.slice(0, -clusterDomain.length - 1).split('.');
  const kind = labels.pop();
  const namespace = labels.pop();
  if (kind === 'pod' && labels.length === 1 && namespace !== undefined) return addressInName(labels[0] ?? '');
  const service = labels.pop();
  if (kind !== 'svc' || namespace === undefined || service === undefined || labels.length > 1)
    return { kind: 'no-such-name' };
  return askService({ namespace, name: service }, labels[0], sources);
}

/** `10-244-1-7.shop.pod.cluster.local`; whether the pod has to exist is a setting of CoreDNS. */
function addressInName(label: string): ZoneAnswer {
  const address = dashed(label);
  return address === undefined
    ? { kind: 'no-such-name' }
    : { kind: 'addresses', addresses: [address], isAssumed: true };
}

function dashed(label: string): string | undefined {
  return [label.replaceAll('-', '.'), label.replaceAll('-', ':')].find((address) => parseIp(address) !== undefined);
}

function askService(
  named: { namespace: string; name: string },
  member: string | undefined,
  sources: ZoneSources,
): ZoneAnswer {
  const { services, serviceSpecs = [], mesh } = sources;
  const known = services ?? serviceSpecs;
  const [service] = findServices(known, named);
  if (service === undefined) {
    const isListed =
      (services !== undefined || sources.serviceSpecs !== undefined) && hasAll(mesh, 'Service', named.namespace);
    return isListed ? { kind: 'no-such-name' } : { kind: 'unknown', because: 'not every service was captured' };
  }
  if (service.type === 'ExternalName') return alias(service, findServices(serviceSpecs, named)[0]);
  const isHeadless = service.clusterIPs.includes('None');
  if (isHeadless) return askHeadless(service, member, sources);
  if (member !== undefined) return { kind: 'no-such-name', service };
  if (service.addressMasked || service.clusterIPs.length === 0)
    return { kind: 'unknown', because: 'the address of the service was not captured', service };
  return { kind: 'addresses', addresses: service.clusterIPs, service };
}

function alias(service: Service, spec: ServiceSpec | undefined): ZoneAnswer {
  const target = spec?.externalName ?? service.external?.[0];
  if (target === undefined) return { kind: 'unknown', because: 'the target of the service was not captured', service };
  return { kind: 'alias', target: target.toLowerCase().replace(/\.$/, ''), service };
}

/** Addresses that are ready, or all when the service says so; `member` is the host name of one pod. */
function askHeadless(service: Service, member: string | undefined, sources: ZoneSources): ZoneAnswer {
  const found = endpointsOf(sources.endpoints ?? [], service);
  if (found.length === 0)
    return sources.endpoints !== undefined && hasAll(sources.mesh, 'Endpoints', service.namespace)
      ? { kind: 'no-such-name', service }
      : { kind: 'unknown', because: 'the endpoints of the headless service were not captured', service };
  const takesAll = findServices(sources.serviceSpecs ?? [], service)[0]?.publishNotReadyAddresses === true;
  const usable = found.flatMap(({ addresses }) => addresses).filter(({ ready }) => ready || takesAll);
  const wanted =
    member === undefined ? usable : usable.filter(({ pod, ip }) => pod === member || ip === dashed(member));
  const addresses = [...new Set(wanted.map(({ ip }) => ip))];
  const isWhole = found.every(({ truncated }) => truncated === undefined);
  if (addresses.length > 0)
    return { kind: 'addresses', addresses, service, ...(!isWhole && { isAssumed: true as const }) };
  return isWhole
    ? { kind: 'no-such-name', service }
    : { kind: 'unknown', because: 'only some of the endpoints of the headless service were captured', service };
}

function endpointsOf(
  endpoints: readonly ServiceEndpoints[],
  { namespace, name }: Service,
): readonly ServiceEndpoints[] {
  return byService(endpoints).get(`${namespace}/${name}`) ?? [];
}

const byService = derivedOnce((endpoints: readonly ServiceEndpoints[]) =>
  groupBy(endpoints, ({ namespace, service }) => `${namespace}/${service}`),
);
