import type { MeshCluster, MeshModel } from '../facets.js';
import { derivedOnce } from './derive.js';
import { isKubernetesNamespace } from './services.js';

/** What two clusters have in common, and in what they differ; what one of them does not tell is in neither. */
export interface ClusterLink {
  common: readonly string[];
  different: readonly string[];
}

/** By root certificate, trust domain, network, and services of one name, which are one service in a mesh. */
export function linkBetween(a: MeshCluster, b: MeshCluster): ClusterLink {
  const traits = [
    { what: 'root certificate', common: overlap(rootsOf(a.model).keys(), rootsOf(b.model)) },
    { what: 'trust domain', common: equal(fact(a.model, 'trustDomain'), fact(b.model, 'trustDomain')) },
    { what: 'network', common: equal(fact(a.model, 'network'), fact(b.model, 'network')) },
    { what: 'services', common: overlap(servicesOf(a.model), servicesOf(b.model)) },
  ];
  return {
    common: traits.filter(({ common }) => common === true).map(({ what }) => what),
    different: traits.filter(({ common }) => common === false).map(({ what }) => what),
  };
}

/** Root certificates that the proxies of a cluster trust, by fingerprint, with the proxy that was seen with each. */
export const rootsOf = derivedOnce(({ workloadCertificates }: MeshModel) => {
  const all = workloadCertificates.state === 'present' ? workloadCertificates.value : [];
  return new Map(
    all.flatMap((proxy) =>
      proxy.authorities.flatMap((root) =>
        root.fingerprint === undefined ? [] : [[root.fingerprint, { proxy, root }] as const],
      ),
    ),
  );
});

function fact({ mesh }: MeshModel, name: 'trustDomain' | 'network'): string | undefined {
  return mesh.state === 'present' ? mesh.value[name] : undefined;
}

function equal(a: string | undefined, b: string | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a === b;
}

function overlap(names: Iterable<string>, others: { has(name: string): boolean; size: number }): boolean | undefined {
  const own = [...names];
  return own.length === 0 || others.size === 0 ? undefined : own.some((name) => others.has(name));
}

/** Without those that every cluster has, mesh or not. */
const servicesOf = derivedOnce(({ services, mesh }: MeshModel): ReadonlySet<string> => {
  if (services.state === 'absent') return new Set();
  const everywhere = mesh.state === 'present' ? mesh.value.istioNamespaces : [];
  const own = services.value.filter(
    ({ namespace, name }) =>
      !isKubernetesNamespace(namespace) &&
      !everywhere.includes(namespace) &&
      !(namespace === 'default' && name === 'kubernetes'),
  );
  return new Set(own.map(({ namespace, name }) => `${namespace}/${name}`));
});

/** Every two clusters, once. */
export function pairsOf(clusters: readonly MeshCluster[]): readonly (readonly [MeshCluster, MeshCluster])[] {
  return clusters.flatMap((cluster, index) => clusters.slice(index + 1).map((other) => [cluster, other] as const));
}
