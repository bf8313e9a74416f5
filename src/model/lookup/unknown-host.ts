import type { MeshFacts, Namespace, ProxyConfig, Service, ServiceEntry } from '../facets.js';
import { derivedOnce } from './derive.js';
import { envoyRoutes } from './envoy-routes.js';
import { findHost, findServices, serviceNamed } from './hosts.js';
import { hasAll } from './known-objects.js';

interface Registry {
  services: readonly Service[];
  serviceEntries?: readonly ServiceEntry[];
  namespaces?: readonly Namespace[];
  proxyConfigs?: readonly ProxyConfig[];
  registryHosts?: ReadonlySet<string>;
  mesh: MeshFacts;
}

export interface UnknownHost {
  /** The full name of the service that was probably meant: Istio completes names without a dot only. */
  meant?: string;
  /** The namespace exists, and no service of it is in the bundle: they may not have been captured. */
  maybeNotCaptured: boolean;
}

/**
 * Says why a full host is unknown to the mesh; absent when it is known, or when the bundle cannot tell: a ServiceEntry
 * may declare any host, the control plane or a proxy may know one from another cluster of the mesh, and without any service of a namespace
 * and without the list of namespaces there is nothing to compare with.
 */
export function unknownHost(host: string, registry: Registry): UnknownHost | undefined {
  const { services, serviceEntries, namespaces, proxyConfigs, registryHosts, mesh } = registry;
  if (host.includes('*') || findHost(host, registry) !== undefined || registryHosts?.has(host)) return undefined;
  if (proxyConfigs !== undefined && envoyRoutes(proxyConfigs).hosts.has(host)) return undefined;
  const meant = meantService(host, services, mesh);
  if (meant !== undefined) return { meant, maybeNotCaptured: false };
  if (mayBeElsewhere(host, mesh)) return undefined;
  const named = serviceNamed(host, mesh);
  if (mesh.isManifests) return { maybeNotCaptured: !isDecidedByManifests(named, registry) };
  if (named === undefined) return serviceEntries === undefined ? undefined : { maybeNotCaptured: false };
  if (serviceNamespaces(services).has(named.namespace)) return { maybeNotCaptured: false };
  if (namespaces === undefined) return undefined;
  return { maybeNotCaptured: namespaces.some(({ name }) => name === named.namespace) };
}

/**
 * Manifests are seldom a whole cluster: they tell about services of a namespace that some are given of, or that is not
 * among the namespaces given, about names that are given in another namespace, and about external hosts beside anything.
 */
function isDecidedByManifests(
  named: { namespace: string; name: string } | undefined,
  { services, serviceEntries = [], namespaces }: Registry,
): boolean {
  if (named === undefined) return services.length > 0 || serviceEntries.length > 0;
  return (
    serviceNamespaces(services).has(named.namespace) ||
    serviceNames(services).has(named.name) ||
    (namespaces !== undefined && !namespaces.some(({ name }) => name === named.namespace))
  );
}

/** Whether a host that is not in the bundle may be one of an object in a namespace that was not gathered. */
export function mayBeElsewhere(host: string, mesh: MeshFacts): boolean {
  const named = serviceNamed(host, mesh);
  return named === undefined ? !hasAll(mesh, 'ServiceEntry') : !hasAll(mesh, 'Service', named.namespace);
}

const serviceNamespaces = derivedOnce(
  (services: readonly Service[]) => new Set(services.map(({ namespace }) => namespace)),
);

const serviceNames = derivedOnce((services: readonly Service[]) => new Set(services.map(({ name }) => name)));

/**
 * `reviews.prod` and `reviews.prod.svc` are what DNS completes, and Istio does not; `reviews.prod.svc.cluster.local` is what
 * people write in a cluster of another domain.
 */
function meantService(host: string, services: readonly Service[], mesh: MeshFacts): string | undefined {
  const [name = '', namespace, svc, ...rest] = host.split('.', 6);
  if (namespace === undefined || (svc !== undefined && svc !== 'svc')) return undefined;
  if (rest.length > 0 && rest.join('.') !== 'cluster.local') return undefined;
  if (findServices(services, { namespace, name }).length === 0) return undefined;
  return `${name}.${namespace}.svc.${mesh.clusterDomain}`;
}
