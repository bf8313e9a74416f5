import type { MeshCluster, MeshModel } from '../facets.js';
import { groupBy } from './derive.js';

/**
 * Names the clusters of several bundles: by Istio's own id where it tells them apart (it is `Kubernetes` everywhere until
 * somebody sets it), else by the file of the bundle. Equal names of bundles get a number.
 */
export function nameClusters<C extends { bundle: string; model: MeshModel }>(
  clusters: readonly C[],
): (C & MeshCluster)[] {
  const bundles = numbered(clusters.map(({ bundle }) => bundle));
  const ids = clusters.map(({ model: { mesh } }) => (mesh.state === 'present' ? mesh.value.cluster : undefined));
  const tells = new Set(ids).size === ids.length && !ids.includes(undefined);
  return clusters.map((cluster, index) => {
    const bundle = bundles[index] ?? cluster.bundle;
    return { ...cluster, bundle, name: (tells ? ids[index] : undefined) ?? withoutEnding(bundle) };
  });
}

function numbered(names: readonly string[]): string[] {
  const groups = groupBy(names.keys(), (index) => names[index] ?? '');
  return names.map((name, index) => {
    const place = groups.get(name)?.indexOf(index) ?? 0;
    return place === 0 ? name : `${name} (${place + 1})`;
  });
}

function withoutEnding(name: string): string {
  return name.replace(/\.(?:tgz|tar\.gz|tar|zip)(?= \(\d+\)$|$)/i, '');
}
