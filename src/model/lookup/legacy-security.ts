import type { MeshFacts } from '../facets.js';
import { oldestMinor } from './istio-version.js';

/** For a check's `era`: whether some control plane still reads the security kinds of Istio 1.0 to 1.5. */
export function mayReadLegacySecurity(mesh: MeshFacts): true | string {
  const minor = oldestMinor(mesh);
  return (
    minor === undefined ||
    minor < 6 ||
    'Istio 1.6 and later take no notice of authentication.istio.io and rbac.istio.io'
  );
}

/** The opposite: every control plane is known to be too young for them. */
export function ignoresLegacySecurity(mesh: MeshFacts): boolean {
  return (oldestMinor(mesh) ?? 0) >= 6;
}
