import type { MeshFacts } from '../../../src/model/facets.js';

/** A mesh of today, in one cluster, unless the test says otherwise. */
export function mesh(facts: Partial<MeshFacts> = {}): MeshFacts {
  return {
    controlPlaneVersions: ['1.27.3'],
    proxyVersions: ['1.27.3'],
    revisions: ['default'],
    clusterDomain: 'cluster.local',
    istioNamespaces: ['istio-system'],
    dataPlane: ['sidecar'],
    ...facts,
  };
}
