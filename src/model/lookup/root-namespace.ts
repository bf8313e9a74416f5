import type { MeshConfig, MeshFacts } from '../facets.js';

/** The namespace whose policies are for the whole mesh. */
export function rootNamespaceOf({ meshConfig, mesh }: { meshConfig?: MeshConfig; mesh: MeshFacts }): string {
  return meshConfig?.rootNamespace ?? mesh.istioNamespaces[0] ?? 'istio-system';
}
