import type { KubernetesRoute, MeshFacts, VirtualService } from '../facets.js';
import { destinationsOf } from './destinations.js';
import { fullHost, serviceNamed } from './hosts.js';

interface Routes {
  virtualServices?: readonly VirtualService[];
  kubernetesRoutes?: readonly KubernetesRoute[];
  mesh: MeshFacts;
}

/** Services that some VirtualService or Gateway API route sends requests to, as `namespace/name`. */
export function routedServices({ virtualServices = [], kubernetesRoutes = [], mesh }: Routes): ReadonlySet<string> {
  const routed = new Set<string>();
  for (const virtualService of virtualServices) {
    for (const { host } of destinationsOf(virtualService).filter(({ isServing }) => isServing)) {
      const service = serviceNamed(fullHost(host, virtualService.namespace, mesh), mesh);
      if (service !== undefined) routed.add(`${service.namespace}/${service.name}`);
    }
  }
  for (const { spec } of kubernetesRoutes) {
    for (const { kind, namespace, name } of spec.backends) if (kind === 'Service') routed.add(`${namespace}/${name}`);
  }
  return routed;
}
