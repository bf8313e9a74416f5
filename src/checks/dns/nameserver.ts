import { citeField } from '../../core/evidence.js';
import { isClusterDnsService, isDnsAddress, isLocalCache } from '../../model/lookup/cluster-dns.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { specOf } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const dnsNameserver = defineCheck({
  meta: {
    id: 'dns/nameserver',
    title: "Pods ask the cluster's DNS service",
    severity: 'error',
    basis: 'observed',
    why: 'Only the DNS service of the cluster knows its services. Any other server answers that the name does not exist, or with an address outside the mesh; the first server in resolv.conf is the one that counts.',
    fix: [
      {
        text: 'Set clusterDNS of the kubelet (on the nodes of these pods) to the address of the DNS service, and recreate the pods.',
        command: 'kubectl get services -n kube-system',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
      },
    ],
  },
  requires: ['podDns', 'services'],
  uses: ['podSpecs', 'mesh'],
  identity: ['nameserver'],
  messages: {
    other:
      'Pods of {namespace}/{workload} ask name server {nameserver}, which is not the DNS service of the cluster ({expected})',
    none: 'Pods of {namespace}/{workload} have no name server; the DNS service of the cluster is {expected}',
  },
  applies({ services }) {
    const servers = services.filter(isClusterDnsService);
    if (servers.some(({ addressMasked }) => addressMasked)) return 'the address of the DNS service is masked';
    return servers.length > 0 || 'no DNS service of the cluster was recognised';
  },
  *run({ podDns, services, podSpecs, mesh }, { undecided }) {
    const expected = services.filter(isClusterDnsService).flatMap(({ clusterIPs }) => clusterIPs);
    for (const { pod, workload, nameservers, source } of podDns) {
      const spec = specOf(podSpecs, pod);
      // Other policies ask for other servers, and pods on the network of their node get the node's.
      if (spec !== undefined && (spec.hostNetwork || !spec.dnsPolicy.startsWith('ClusterFirst'))) continue;
      const [first] = nameservers;
      if (first !== undefined && (isLocalCache(first) || isDnsAddress(first, services))) continue;
      if (first !== undefined && !hasAll(mesh, 'Service')) {
        undecided(notGathered('service', `one with the address ${first}`));
        continue;
      }
      yield {
        messageId: first === undefined ? 'none' : 'other',
        args: {
          namespace: pod.namespace,
          workload,
          nameserver: first ?? 'none',
          expected: expected.filter((address) => address !== 'None').join(', '),
        },
        subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
        evidence: [citeField(source, 'nameserver', nameservers.join(' '))],
      };
    }
  },
});
