import type { AuthenticationPolicy, MeshConfig, MeshFacts } from '../facets.js';
import { oldestMinor } from './istio-version.js';

/**
 * Whether clients choose mutual TLS by themselves where no DestinationRule says a mode (on by default since Istio 1.5).
 * Where neither settings nor a version are known, a Policy or MeshPolicy dates the mesh to the time before.
 */
export function isAutoMutualTlsOn(known: {
  mesh: MeshFacts;
  meshConfig?: MeshConfig;
  authenticationPolicies?: readonly AuthenticationPolicy[];
}): boolean {
  const { mesh, meshConfig, authenticationPolicies = [] } = known;
  if (meshConfig !== undefined && meshConfig.isDefault === undefined) return meshConfig.enableAutoMtls;
  const minor = oldestMinor(mesh);
  return minor === undefined ? authenticationPolicies.length === 0 : minor >= 5;
}
