import type { Facet, MeshNetworks } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { objectsOf } from './objects.js';

/** The file that was given, else what stands beside the mesh configuration in its ConfigMap. */
export function buildMeshNetworks({ artifacts }: BuildContext): Facet<MeshNetworks> {
  const [given] = artifacts.of('mesh-networks');
  if (given !== undefined) return present({ networks: given.value, source: { path: given.path } });
  const maps = objectsOf(artifacts, 'ConfigMap').flatMap(({ metadata, spec, source }) =>
    'networks' in spec && spec.networks !== undefined ? [{ metadata, networks: spec.networks, source }] : [],
  );
  const map = maps.find(({ metadata }) => metadata.name === 'istio') ?? maps[0];
  return map === undefined
    ? absentKinds(artifacts, 'mesh networks', 'mesh-networks', 'kubernetes-objects')
    : present({ networks: map.networks, source: map.source });
}
