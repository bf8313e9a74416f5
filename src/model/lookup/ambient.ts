import type { MeshFacts, Namespace, PodSpec } from '../facets.js';
import { isAmbientNamespace, namespaceNamed } from './in-mesh.js';
import { hasProxy } from './pods.js';
import { dataplaneMode } from './waypoints.js';

/** For a check's `era`: true unless the mesh is known to have sidecars alone. */
export function mayBeAmbient({ dataPlane }: MeshFacts): true | string {
  return dataPlane.length === 0 || dataPlane.includes('ambient') || 'the mesh has no ambient workloads';
}

/** Whether labels of the pod, else of its namespace, ask for ambient mode, and nothing about the pod stands against it. */
export function asksForAmbient(pod: PodSpec, namespaces: readonly Namespace[] | undefined): boolean {
  if (pod.hostNetwork || hasProxy(pod)) return false;
  const own = pod.labels.get(dataplaneMode);
  if (own !== undefined) return own === 'ambient';
  const namespace = namespaceNamed(namespaces, pod.namespace);
  return (
    namespace !== undefined && isAmbientNamespace(namespace) && pod.labels.get('sidecar.istio.io/inject') !== 'true'
  );
}
