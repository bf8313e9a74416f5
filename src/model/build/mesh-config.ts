import type { MeshSettings } from '../../parsers/support/mesh-settings.js';
import type { Facet, MeshConfig } from '../facets.js';
import { istioMinor } from '../lookup/istio-version.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { isManifests } from './listed.js';
import { objectsOf } from './objects.js';

const noSettings: MeshSettings = { trustDomainAliases: [] };
const noSource = { path: 'mesh', excerpt: "no mesh configuration is given: Istio's defaults", reconstructed: true };

/** istiod's own page /debug/mesh, else the ConfigMap it reads; of several revisions the one called `istio` counts. */
export function buildMeshConfig(context: BuildContext): Facet<MeshConfig> {
  const { artifacts } = context;
  const [page] = artifacts.of('mesh-config');
  const maps = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }) =>
    'mesh' in spec && spec.mesh !== undefined ? [{ metadata, settings: spec.mesh, source }] : [],
  );
  const map = maps.find(({ metadata }) => metadata.name === 'istio') ?? maps[0];
  const stated = page === undefined ? map : { settings: page.value, source: { path: page.path } };
  const found = stated ?? (isManifests(artifacts) ? { settings: noSettings, source: noSource } : undefined);
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
    ingressControllerMode: settings.ingressControllerMode ?? 'STRICT',
    ingressClass: settings.ingressClass ?? 'istio',
    ...(stated === undefined && { isDefault: true as const }),
    source,
  });
}

/** Minor number of the oldest control plane; one that tells no version is taken to be recent. */
function oldestMinor(context: BuildContext): number {
  const versions = context.facet('controlPlaneVersions');
  const known = versions.state === 'present' ? versions.value.flatMap(({ version }) => istioMinor(version) ?? []) : [];
  return Math.min(...known, 99);
}
