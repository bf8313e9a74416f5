import type { MeshFacts, PodSpec } from '../facets.js';
import { istioImageVersion } from './image-version.js';
import { istioMinor } from './istio-version.js';
import { proxyContainer } from './pods.js';

/**
 * The minor number of the Istio 1.x version of a pod's proxy: from its image, else from the mesh when all proxies there
 * are of one minor version. Absent when neither tells.
 */
export function proxyMinor(pod: PodSpec | undefined, mesh: MeshFacts): number | undefined {
  const image = pod?.containers.find((container) => container.name === proxyContainer)?.image;
  const own = image === undefined ? undefined : istioImageVersion(image);
  if (own !== undefined) return istioMinor(own);
  const minors = new Set(mesh.proxyVersions.map(istioMinor));
  return minors.size === 1 ? [...minors][0] : undefined;
}
