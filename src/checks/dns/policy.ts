import type { MeshFacts, PodDns, PodSpec } from '../../model/facets.js';
import { citePod, hasProxy, isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { isZtunnel } from '../../model/lookup/ready-proxies.js';
import { defineCheck } from '../check.js';

export const dnsPolicy = defineCheck({
  meta: {
    id: 'dns/policy',
    title: 'Pods with a proxy resolve names of the cluster',
    severity: 'warning',
    basis: 'declared',
    why: "The proxy finds its control plane (istiod.istio-system.svc) by name. With the node's resolver, or without the search domains of the cluster, neither it nor the application finds a service.",
    fix: [
      {
        text: 'Set dnsPolicy to ClusterFirst, for pods with hostNetwork to ClusterFirstWithHostNet; with None, list the domains of the cluster in dnsConfig.searches.',
        command: 'kubectl get pods -n {namespace} {pod} -o jsonpath={.spec.dnsPolicy}',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['podDns'],
  messages: {
    hostNetwork:
      'Pods of {namespace}/{workload} use the network of their node with dnsPolicy {policy}: they resolve names as the node does',
    node: 'Pods of {namespace}/{workload} have dnsPolicy Default: they resolve names as their node does',
    none: 'Pods of {namespace}/{workload} have dnsPolicy None and search no domain of the cluster ({domain})',
  },
  *run({ podSpecs, mesh, podDns }) {
    for (const pod of podSpecs) {
      if (!hasProxy(pod) || isZtunnel(pod) || isFinished(pod)) continue;
      const fault = faultOf(pod, mesh);
      if (fault === undefined || searchesCluster(podDns, pod, mesh)) continue;
      yield {
        messageId: fault,
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          pod: pod.name,
          policy: pod.dnsPolicy,
          domain: mesh.clusterDomain,
        },
        subject: workloadSubject(pod),
        evidence: [citePod(pod, 'spec.dnsPolicy', pod.dnsPolicy)],
      };
    }
  },
});

function faultOf({ hostNetwork, dnsPolicy, dnsConfig }: PodSpec, mesh: MeshFacts) {
  const searches = dnsConfig?.searches.some((domain) => inCluster(domain, mesh)) === true;
  if (searches) return undefined;
  if (dnsPolicy === 'None') return 'none';
  if (dnsPolicy === 'Default') return 'node';
  // The kubelet reads ClusterFirst as Default for pods on the network of their node.
  return hostNetwork && dnsPolicy === 'ClusterFirst' ? 'hostNetwork' : undefined;
}

function inCluster(domain: string, { clusterDomain }: MeshFacts): boolean {
  return domain === clusterDomain || domain.endsWith(`.${clusterDomain}`);
}

/** What was read in the pod overrules what its object lets expect. */
function searchesCluster(
  podDns: readonly PodDns[] | undefined,
  { namespace, name }: PodSpec,
  mesh: MeshFacts,
): boolean {
  const found = podDns?.find(({ pod }) => pod.namespace === namespace && pod.name === name);
  return found?.search.some((domain) => inCluster(domain, mesh)) === true;
}
