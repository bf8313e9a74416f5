import type { Facet, MeshConfig } from '../facets.js';
import { istioMinor } from '../lookup/istio-version.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { objectsOf } from './objects.js';

/** istiod's own page /debug/mesh, else the ConfigMap it reads; of several revisions the one called `istio` counts. */
export function buildMeshConfig(context: BuildContext): Facet<MeshConfig> {
  const { artifacts } = context;
  const [page] = artifacts.of('mesh-config');
  const maps = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }) =>
    'mesh' in spec && spec.mesh !== undefined ? [{ metadata, settings: spec.mesh, source }] : [],
  );
  const map = maps.find(({ metadata }) => metadata.name === 'istio') ?? maps[0];
  const found = page === undefined ? map : { settings: page.value, source: { path: page.path } };
  if (found === undefined) return absentKinds(artifacts, 'mesh configuration', 'mesh-config', 'kubernetes-objects');
  const { settings, source } = found;
  const minor = oldestMinor(context);
  return present({
    ...settings,
    // Istio's own defaults (pkg/config/mesh, DefaultMeshConfig).
    rootNamespace: settings.rootNamespace ?? map?.metadata.namespace ?? 'istio-system',
    trustDomain: settings.trustDomain ?? 'cluster.local',
    enableAutoMtls: settings.enableAutoMtls ?? minor >= 5,
    outboundTrafficPolicy: settings.outboundTrafficPolicy ?? (minor >= 1 ? 'ALLOW_ANY' : 'REGISTRY_ONLY'),
    source,
  });
}

/** Minor number of the oldest control plane; one that tells no version is taken to be recent. */
function oldestMinor(context: BuildContext): number {
  const versions = context.facet('controlPlaneVersions');
  const known = versions.state === 'present' ? versions.value.flatMap(({ version }) => istioMinor(version) ?? []) : [];
  return Math.min(...known, 99);
}
