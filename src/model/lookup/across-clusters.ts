import type { Facets, MeshCluster, MeshModel, Service, ServiceEndpoints } from '../facets.js';
import { derivedOnce } from './derive.js';
import { findServices } from './hosts.js';
import { podsOfService } from './selected.js';

/** What istiod takes from every cluster of the mesh; configuration it reads from its own cluster only. */
interface Widened {
  mesh: Facets['mesh'];
  clusters?: Facets['clusters'];
  services?: Facets['services'];
  serviceSpecs?: Facets['serviceSpecs'];
  endpoints?: Facets['endpoints'];
  podSpecs?: Facets['podSpecs'];
}

/**
 * The facets of one cluster with the services, endpoints and pods of all, as istiod sees them: a service of one name is
 * the same service in each cluster. Unchanged where one bundle was given.
 */
export function acrossClusters<F extends Widened>(facets: F): F {
  if (facets.clusters === undefined) return facets;
  const all = ofAll(facets.clusters);
  const partial = all.partial(facets.mesh);
  return {
    ...facets,
    ...(facets.services && { services: all.services }),
    ...(facets.serviceSpecs && { serviceSpecs: all.serviceSpecs }),
    ...(facets.endpoints && { endpoints: all.endpoints }),
    ...(facets.podSpecs && { podSpecs: all.podSpecs }),
    mesh: partial,
  };
}

const ofAll = derivedOnce((clusters: readonly MeshCluster[]) => ({
  services: everywhere(clusters, 'services'),
  serviceSpecs: everywhere(clusters, 'serviceSpecs'),
  endpoints: everywhere(clusters, 'endpoints'),
  podSpecs: everywhere(clusters, 'podSpecs'),
  partial: derivedOnce((mesh: Facets['mesh']) => withGaps(mesh, clusters)),
}));

type Registry = 'services' | 'serviceSpecs' | 'endpoints' | 'podSpecs';

function everywhere<F extends Registry>(clusters: readonly MeshCluster[], name: F): Facets[F] {
  const found = clusters.flatMap(({ model }): readonly unknown[] => {
    const facet = model[name];
    return facet.state === 'present' ? facet.value : [];
  });
  return found as unknown as Facets[F];
}

/** What some cluster does not list completely may exist there. */
function withGaps(mesh: Facets['mesh'], clusters: readonly MeshCluster[]): Facets['mesh'] {
  const partial = new Map(mesh.partial);
  for (const { model } of clusters) {
    for (const [kind, listed] of [
      ['Service', namespacesListed(model, 'Service', 'services')],
      ['Pod', namespacesListed(model, 'Pod', 'podSpecs')],
    ] as const) {
      if (listed === undefined) continue;
      const before = partial.get(kind);
      partial.set(kind, before === undefined ? listed : new Set([...before].filter((name) => listed.has(name))));
    }
  }
  return partial.size === 0 ? mesh : { ...mesh, partial };
}

/** The namespaces of which a cluster lists a kind; absent when it lists all. */
function namespacesListed(model: MeshModel, kind: string, facet: Registry): ReadonlySet<string> | undefined {
  if (model[facet].state === 'absent') return new Set();
  return model.mesh.state === 'present' ? model.mesh.value.partial?.get(kind) : undefined;
}

/** Whether a service that has nothing ready in its own cluster is served by another one of the mesh. */
export function isServedElsewhere(service: Service, clusters: readonly MeshCluster[] = []): boolean {
  return clusters.some(({ model: { services, endpoints, podSpecs } }) => {
    if (services.state === 'absent') return false;
    return findServices(services.value, service).some((same) =>
      endpoints.state === 'present'
        ? endpoints.value.some((of) => of.namespace === same.namespace && of.service === same.name && hasReady(of))
        : podSpecs.state === 'present' && podsOfService(podSpecs.value, same).length > 0,
    );
  });
}

function hasReady({ addresses }: ServiceEndpoints): boolean {
  return addresses.some(({ ready }) => ready);
}
