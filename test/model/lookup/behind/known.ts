import type { FacetName, Facets } from '../../../../src/model/facets.js';
import { mesh } from '../../../helpers/facets/mesh.js';
import { modelOf } from '../../../helpers/manifests.js';
import { dedent } from '../../../helpers/parse.js';

export type Known = Partial<Facets> & Pick<Facets, 'mesh'>;

/** The facets that manifests supply, as if they were a whole cluster, and those that only a bundle has. */
export function known(manifests: string | readonly string[], facets: Partial<Facets> = {}): Known {
  const model = modelOf([manifests].flat().map(dedent).join('\n---\n'));
  const given = (Object.keys(model) as FacetName[]).flatMap((name) => {
    const facet = model[name];
    return facet.state === 'present' ? [[name, facet.value] as const] : [];
  });
  return { ...Object.fromEntries(given), mesh: mesh(), ...facets };
}

/** A cluster of which objects of this kind were gathered from some namespaces only. */
export function partialMesh(kind: string, ...namespaces: readonly string[]): Facets['mesh'] {
  return mesh({ partial: new Map([[kind, new Set(namespaces)]]) });
}
