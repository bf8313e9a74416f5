import type { MeshFacts } from '../facets.js';

/** For a check's `era`: true unless the mesh is known to have sidecars alone. */
export function mayBeAmbient({ dataPlane }: MeshFacts): true | string {
  return dataPlane.length === 0 || dataPlane.includes('ambient') || 'the mesh has no ambient workloads';
}
