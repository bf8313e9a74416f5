import { absent, present } from '../../../src/model/build/context.js';
import { facetInfo } from '../../../src/model/facet-info.js';
import type { FacetName, Facets, MeshCluster, MeshModel } from '../../../src/model/facets.js';

/** A cluster of which the bundle `<name>.tgz` has these facets and no others. */
export function meshCluster(name: string, facets: Partial<Facets> = {}): MeshCluster {
  const model = (Object.keys(facetInfo) as FacetName[]).map((what) => [
    what,
    facets[what] === undefined ? absent('not in the bundle') : present(facets[what]),
  ]);
  return { name, bundle: `${name}.tgz`, model: Object.fromEntries(model) as MeshModel };
}
