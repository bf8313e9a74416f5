import { isLinkLocal, isLoopback, parseIp, sameAddress } from '../../core/ip.js';
import type { Pod, Service } from '../facets.js';

/** Names of cluster DNS servers and caches: Kubernetes, RKE2, OpenShift, kubespray. Their autoscalers are not servers. */
const server =
  /^(?:rke2-coredns-rke2-)?(?:coredns|core-dns|kube-dns|dns-default|node-local-dns|nodelocaldns)(?:-|$)(?!.*autoscaler)/;

const namespaces = ['kube-system', 'openshift-dns'];

const selectors: readonly (readonly [key: string, values: readonly string[]])[] = [
  ['k8s-app', ['kube-dns', 'coredns']],
  ['dns.operator.openshift.io/daemonset-dns', ['default']],
];

/** Services that pods use as their name server. */
export function isClusterDnsService({ namespace, name, selector, ports }: Service): boolean {
  if (!ports.some(({ port }) => port === 53)) return false;
  const selectsDns = selectors.some(([key, values]) => values.includes(selector?.get(key) ?? ''));
  return selectsDns || (namespaces.includes(namespace) && server.test(name));
}

export function isClusterDnsPod({ namespace, workload }: Pod): boolean {
  return namespaces.includes(namespace) && server.test(workload);
}

/** NodeLocal DNSCache listens on a link-local address (169.254.20.10), other caches in the pod itself. */
export function isLocalCache(nameserver: string): boolean {
  const ip = parseIp(nameserver);
  return ip !== undefined && (isLinkLocal(ip) || isLoopback(ip));
}

/** Any service on port 53 may be a resolver that somebody put in front of the cluster's own. */
export function isDnsAddress(nameserver: string, services: readonly Service[]): boolean {
  return services.some(
    ({ clusterIPs, ports }) =>
      ports.some(({ port }) => port === 53) && clusterIPs.some((address) => sameAddress(address, nameserver)),
  );
}
