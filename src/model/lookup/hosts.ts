import type { MeshFacts, Service, ServiceEntry } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';

/** Completes a host as Istio does: only one without a dot, with the namespace of the object that names it. */
export function fullHost(host: string, namespace: string, mesh: MeshFacts): string {
  return host.includes('.') || host.includes('*') ? host : `${host}.${namespace}.svc.${mesh.clusterDomain}`;
}

export function hostOfService(service: { namespace: string; name: string }, mesh: MeshFacts): string {
  return `${service.name}.${service.namespace}.svc.${mesh.clusterDomain}`;
}

/** The service that a full host names, whether or not it exists; absent for hosts outside the cluster's domain. */
export function serviceNamed(host: string, mesh: MeshFacts): { namespace: string; name: string } | undefined {
  const suffix = `.svc.${mesh.clusterDomain}`;
  if (!host.endsWith(suffix)) return undefined;
  const [name, namespace, ...rest] = host.slice(0, -suffix.length).split('.');
  return name !== undefined && namespace !== undefined && rest.length === 0 ? { namespace, name } : undefined;
}

/** What stands behind a host. A host may be both, and several clusters may each have the service. */
export interface KnownHost {
  services: readonly Service[];
  entries: readonly ServiceEntry[];
}

/** Ports that something behind a host has. */
export function portsOfHost({ services, entries }: KnownHost): readonly number[] {
  const ofServices = services.flatMap(({ ports }) => ports.map(({ port }) => port));
  return [...new Set([...ofServices, ...entries.flatMap(({ spec }) => spec.ports.map(({ number }) => number))])];
}

interface Registry {
  services: readonly Service[];
  serviceEntries?: readonly ServiceEntry[];
  mesh: MeshFacts;
}

/** Looks a full host up among services and ServiceEntries of all namespaces; absent when none has it. */
export function findHost(host: string, { services, serviceEntries, mesh }: Registry): KnownHost | undefined {
  const named = serviceNamed(host, mesh);
  const found = named === undefined ? [] : findServices(services, named);
  const entries = serviceEntries === undefined ? [] : entriesOf(host, serviceEntries);
  return found.length === 0 && entries.length === 0 ? undefined : { services: found, entries };
}

/** The service of one name, once for each cluster in the bundle that has it. */
export function findServices<S extends Service>(
  services: readonly S[],
  { namespace, name }: { namespace: string; name: string },
): readonly S[] {
  return (servicesByName(services).get(`${namespace}/${name}`) ?? []) as readonly S[];
}

/** Whether an object that is exported to these namespaces can be seen from one; an empty list exports to all. */
export function isExportedTo(exportTo: readonly string[], own: string, namespace: string): boolean {
  if (exportTo.length === 0) return true;
  return exportTo.some((target) => target === '*' || target === namespace || (target === '.' && own === namespace));
}

const servicesByName = derivedOnce((services: readonly Service[]) =>
  groupBy(services, ({ namespace, name }) => `${namespace}/${name}`),
);

const entriesByHost = derivedOnce((entries: readonly ServiceEntry[]) =>
  groupBy(
    entries.flatMap((entry) => entry.spec.hosts.map((host) => ({ host, entry }))),
    ({ host }) => host,
  ),
);

/** Exact host first, then `*.` and each shorter suffix of the name, as far as `*`. */
function entriesOf(host: string, serviceEntries: readonly ServiceEntry[]): readonly ServiceEntry[] {
  const byHost = entriesByHost(serviceEntries);
  for (const name of [host, ...wildcardsOver(host)]) {
    const found = byHost.get(name);
    if (found !== undefined) return found.map(({ entry }) => entry);
  }
  return [];
}

/** None for what is longer than a DNS name may be. */
function wildcardsOver(host: string): string[] {
  if (host.length > 253) return [];
  const labels = host.split('.');
  return labels.map((_, index) => ['*', ...labels.slice(index + 1)].join('.'));
}
