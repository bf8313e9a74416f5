import { citeField } from '../../core/evidence.js';
import type { ControlPlaneVersion } from '../facets.js';
import { releaseOf } from '../lookup/image-version.js';
import type { Artifacts } from './context.js';
import { objectsOf } from './objects.js';

/** The Istio that each release of Maistra brings, as the release notes of OpenShift Service Mesh say. */
const istioOfMaistra: ReadonlyMap<string, string> = new Map([
  ['v1.1', '1.4'],
  ['v2.0', '1.6'],
  ['v2.1', '1.9'],
  ['v2.2', '1.12'],
  ['v2.3', '1.14'],
  ['v2.4', '1.16'],
  ['v2.5', '1.18'],
  ['v2.6', '1.20'],
]);

/** Istio versions of control planes that operators of OpenShift were asked to install. */
export function declaredVersions(artifacts: Artifacts): readonly ControlPlaneVersion[] {
  const revisions = objectsOf(artifacts, 'IstioRevision').flatMap(({ metadata, spec, source }) => {
    const version = releaseOf(spec.version ?? '');
    if (version === undefined) return [];
    return { version, component: 'pilot', revision: metadata.name, source: citeField(source, 'spec.version', version) };
  });
  const controlPlanes = objectsOf(artifacts, 'ServiceMeshControlPlane').flatMap(({ metadata, spec, source }) => {
    const version = istioOfMaistra.get(spec.version ?? '');
    if (version === undefined || spec.version === undefined) return [];
    return {
      version,
      component: 'pilot',
      revision: metadata.name,
      source: citeField(source, 'spec.version', spec.version),
    };
  });
  return [...revisions, ...controlPlanes];
}
