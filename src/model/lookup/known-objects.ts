import type { ObjectKind } from '../../parsers/kubernetes-objects/kinds/index.js';
import type { MeshFacts } from '../facets.js';

/**
 * Whether an object of this API kind that is not in the bundle does not exist either: in one namespace, or anywhere when
 * none is given. Tools that gather chosen namespaces leave out all others.
 */
export function hasAll(mesh: MeshFacts | undefined, kind: ObjectKind, namespace?: string): boolean {
  const namespaces = mesh?.partial?.get(kind);
  return namespaces === undefined || (namespace !== undefined && namespaces.has(namespace));
}

/** The same of what stands behind services, in either of its two kinds. */
export function hasAllEndpoints(mesh: MeshFacts | undefined, namespace: string): boolean {
  return (['Endpoints', 'EndpointSlice'] as const).every((kind) => hasAll(mesh, kind, namespace));
}

/** The same of policies about pods of a namespace: those of the root namespace are about pods of all. */
export function hasAllPolicies(
  mesh: MeshFacts | undefined,
  kind: ObjectKind,
  namespace: string,
  rootNamespace: string,
): boolean {
  return hasAll(mesh, kind, namespace) && hasAll(mesh, kind, rootNamespace);
}

/** Why something about an object that is not in the bundle stays open. */
export function notGathered(what: string, name: string): string {
  return `the bundle does not have every ${what} of the cluster, so that ${name} may exist`;
}
