import type { MeshFacts } from '../../facets.js';

/** Full names that a client in a namespace may mean by a host: `reviews`, `reviews.shop`, `reviews.shop.svc`. */
export function namesMeant(host: string, namespace: string, { clusterDomain }: MeshFacts): readonly string[] {
  return [
    host,
    `${host}.${clusterDomain}`,
    `${host}.svc.${clusterDomain}`,
    `${host}.${namespace}.svc.${clusterDomain}`,
  ];
}
