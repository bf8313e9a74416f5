import type { MeshFacts, Namespace, ProxyConfig, Service, ServiceEntry } from '../facets.js';
import { envoyRoutes } from './envoy-routes.js';
import { findHost, findServices, serviceNamed } from './hosts.js';

interface Registry {
  services: readonly Service[];
  serviceEntries?: readonly ServiceEntry[];
  namespaces?: readonly Namespace[];
  proxyConfigs?: readonly ProxyConfig[];
  mesh: MeshFacts;
}

export interface UnknownHost {
  /** The full name of the service that was probably meant: Istio completes names without a dot only. */
  meant?: string;
  /** The namespace exists, and nothing of it was captured: the service may be there after all. */
  maybeNotCaptured: boolean;
}

/**
 * Says why a full host is unknown to the mesh; absent when it is known, or when the bundle cannot tell: a ServiceEntry
 * may declare any host, and a proxy may know one from another cluster of the mesh.
 */
export function unknownHost(host: string, registry: Registry): UnknownHost | undefined {
  const { services, serviceEntries, namespaces = [], proxyConfigs, mesh } = registry;
  if (host.includes('*') || findHost(host, registry) !== undefined) return undefined;
  const named = serviceNamed(host, mesh);
  const meant = meantService(host, services, mesh);
  if (named === undefined && meant === undefined && serviceEntries === undefined) return undefined;
  if (proxyConfigs !== undefined && envoyRoutes(proxyConfigs).hosts.has(host)) return undefined;
  return {
    ...(meant !== undefined && { meant }),
    maybeNotCaptured:
      named !== undefined &&
      namespaces.some(({ name }) => name === named.namespace) &&
      !services.some(({ namespace }) => namespace === named.namespace),
  };
}

/** `reviews.prod` and `reviews.prod.svc` are what DNS completes, and Istio does not. */
function meantService(host: string, services: readonly Service[], mesh: MeshFacts): string | undefined {
  const [name = '', namespace, svc, ...rest] = host.split('.', 4);
  if (namespace === undefined || (svc !== undefined && svc !== 'svc') || rest.length > 0) return undefined;
  if (findServices(services, { namespace, name }).length === 0) return undefined;
  return `${name}.${namespace}.svc.${mesh.clusterDomain}`;
}
