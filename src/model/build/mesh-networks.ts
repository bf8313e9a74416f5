import type { Facet, MeshNetworks } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { isManifests } from './listed.js';
import { objectsOf } from './objects.js';

/** The file that was given, else what stands beside the mesh configuration in its ConfigMap; manifests without it have none. */
export function buildMeshNetworks({ artifacts }: BuildContext): Facet<MeshNetworks> {
  const [given] = artifacts.of('mesh-networks');
  if (given !== undefined) return present({ networks: given.value, source: { path: given.path } });
  const maps = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }) =>
    'mesh' in spec || 'networks' in spec ? [{ metadata, networks: spec.networks ?? [], source }] : [],
  );
  const map = maps.find(({ metadata }) => metadata.name === 'istio') ?? maps[0];
  if (map === undefined && isManifests(artifacts)) return present({ networks: [], source: { path: 'mesh' } });
  return map === undefined
    ? absentKinds(artifacts, 'mesh networks', 'mesh-networks', 'kubernetes-objects')
    : present({ networks: map.networks, source: map.source });
}
