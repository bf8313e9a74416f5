import type { MeshFacts } from '../facets.js';

/**
 * Whether an object of this API kind that is not in the bundle does not exist either: in one namespace, or anywhere when
 * none is given. Tools that gather chosen namespaces leave out all others.
 */
export function hasAll(mesh: MeshFacts | undefined, kind: string, namespace?: string): boolean {
  const namespaces = mesh?.partial?.get(kind);
  return namespaces === undefined || (namespace !== undefined && namespaces.has(namespace));
}

/** The same of what stands behind services, in either of its two kinds. */
export function hasAllEndpoints(mesh: MeshFacts | undefined, namespace: string): boolean {
  return ['Endpoints', 'EndpointSlice'].every((kind) => hasAll(mesh, kind, namespace));
}

/** Why something about an object that is not in the bundle stays open. */
export function notGathered(what: string, name: string): string {
  return `the bundle does not have every ${what} of the cluster, so that ${name} may exist`;
}
