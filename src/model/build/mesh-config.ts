import type { Facet, MeshConfig } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { objectsOf } from './objects.js';

/** istiod's own page /debug/mesh, else the ConfigMap it reads; of several revisions the one called `istio` counts. */
export function buildMeshConfig({ artifacts }: BuildContext): Facet<MeshConfig> {
  const [page] = artifacts.of('mesh-config');
  const maps = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }) =>
    'mesh' in spec && spec.mesh !== undefined ? [{ metadata, settings: spec.mesh, source }] : [],
  );
  const map = maps.find(({ metadata }) => metadata.name === 'istio') ?? maps[0];
  const found = page === undefined ? map : { settings: page.value, source: { path: page.path } };
  if (found === undefined) return absentKinds(artifacts, 'mesh configuration', 'mesh-config', 'kubernetes-objects');
  const { settings, source } = found;
  return present({
    ...settings,
    // Defaults of Istio: mesh/v1alpha1 MeshConfig. Automatic mutual TLS is on since 1.5, and older meshes do not know the field.
    rootNamespace: settings.rootNamespace ?? map?.metadata.namespace ?? 'istio-system',
    trustDomain: settings.trustDomain ?? 'cluster.local',
    enableAutoMtls: settings.enableAutoMtls ?? true,
    outboundTrafficPolicy: settings.outboundTrafficPolicy ?? 'ALLOW_ANY',
    source,
  });
}
