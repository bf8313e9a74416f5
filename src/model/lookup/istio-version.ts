import type { MeshFacts } from '../facets.js';

/** The minor number of an Istio 1.x version, as in `1.27.3` or `1.5-alpha.abc`; absent for anything else. */
export function istioMinor(version: string): number | undefined {
  const [major, minor = ''] = version.split('.');
  const digits = /^\d{1,3}/.exec(minor)?.[0];
  return major === '1' && digits !== undefined ? Number(digits) : undefined;
}

/** Minor number of the oldest control plane; absent when no version is known. */
export function oldestMinor(mesh: MeshFacts): number | undefined {
  const minors = minorsOf(mesh);
  return minors.length === 0 ? undefined : Math.min(...minors);
}

/** Whether no control plane of the mesh is as new as this minor version of Istio 1; false when no version is known. */
export function isBefore(minor: number, mesh: MeshFacts): boolean {
  const minors = minorsOf(mesh);
  return minors.length > 0 && Math.max(...minors) < minor;
}

function minorsOf(mesh: MeshFacts): number[] {
  return mesh.controlPlaneVersions.map(istioMinor).filter((minor) => minor !== undefined);
}
