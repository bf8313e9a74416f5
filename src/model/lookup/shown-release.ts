import type { MeshFacts, PodSpec, Workload } from '../facets.js';
import { istioImageVersion } from './image-version.js';
import { istioMinor } from './istio-version.js';

interface Shown {
  mesh: MeshFacts;
  podSpecs?: readonly PodSpec[];
  workloads?: readonly Workload[];
}

/**
 * The minor number of the newest Istio 1.x that the bundle shows: of its control planes, or among manifests without one
 * of the images of Istio that pods and workloads have. Absent when nothing shows one.
 */
export function shownMinor({ mesh, podSpecs = [], workloads = [] }: Shown): number | undefined {
  const own = mesh.controlPlaneVersions;
  const versions = own.length > 0 || !mesh.isManifests ? own : imageVersions([...podSpecs, ...workloads]);
  const minors = versions.flatMap((version) => istioMinor(version) ?? []);
  return minors.length === 0 ? undefined : Math.max(...minors);
}

function imageVersions(owners: readonly { containers?: readonly { image?: string }[] }[]): string[] {
  return owners.flatMap(({ containers = [] }) =>
    containers.flatMap(({ image }) => (image === undefined ? [] : (istioImageVersion(image) ?? []))),
  );
}
