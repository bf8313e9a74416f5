import type { Evidence } from '../core/evidence.js';
import type { MeshFacts, PodDns, PodSpec } from '../model/facets.js';

/** How the C library of a pod looks names up. */
export interface Resolver {
  nameservers: readonly string[];
  search: readonly string[];
  ndots: number;
  /** Nothing was read in the pod: what the kubelet writes by its rules is taken for granted. */
  isAssumed?: true;
  /** The pod resolves as its node does, which knows no name of the cluster. */
  isOfNode?: true;
  /** What was read in the pod, else the pod's object. */
  source: Evidence;
}

/** resolv.conf of the pod, else what its dnsPolicy makes the kubelet write (Kubernetes, DNS for Services and Pods). */
export function resolverOf(pod: PodSpec, podDns: readonly PodDns[] | undefined, mesh: MeshFacts): Resolver {
  const isOfNode = usesNodeResolver(pod) && { isOfNode: true as const };
  const read = podDns?.find((dns) => dns.pod.namespace === pod.namespace && dns.pod.name === pod.name);
  if (read !== undefined) {
    const { nameservers, search, ndots, source } = read;
    return { nameservers, search, ndots, source, ...(isOfNode && !searchesCluster(search, mesh) && isOfNode) };
  }
  const { source } = pod;
  const { nameservers = [], searches = [], ndots } = pod.dnsConfig ?? {};
  if (pod.dnsPolicy === 'None') return { nameservers, search: searches, ndots: ndots ?? 1, source };
  if (isOfNode) return { nameservers, search: searches, ndots: ndots ?? 1, isAssumed: true, isOfNode: true, source };
  const domain = mesh.clusterDomain;
  return {
    nameservers,
    search: [`${pod.namespace}.svc.${domain}`, `svc.${domain}`, domain, ...searches],
    ndots: ndots ?? 5,
    isAssumed: true,
    source,
  };
}

/** The kubelet reads ClusterFirst as Default for pods on the network of their node. */
function usesNodeResolver({ dnsPolicy, hostNetwork }: PodSpec): boolean {
  return dnsPolicy === 'Default' || (hostNetwork && dnsPolicy === 'ClusterFirst');
}

function searchesCluster(search: readonly string[], { clusterDomain }: MeshFacts): boolean {
  return search.some((domain) => domain === clusterDomain || domain.endsWith(`.${clusterDomain}`));
}

/** The names that are asked for, in their order, by glibc and by musl (Alpine); all without the final dot. */
export function candidateNames(name: string, { search, ndots }: Resolver): { glibc: string[]; musl: string[] } {
  const absolute = name.toLowerCase().replace(/\.$/, '');
  if (name.endsWith('.')) return { glibc: [absolute], musl: [absolute] };
  const completed = search.map((domain) => `${absolute}.${domain.toLowerCase().replace(/\.$/, '')}`);
  const dots = absolute.split('.').length - 1;
  if (dots < ndots) return { glibc: [...completed, absolute], musl: [...completed, absolute] };
  // musl completes no name that has enough dots.
  return { glibc: [absolute, ...completed], musl: [absolute] };
}
