import { citeField } from '../../core/evidence.js';
import { defineCheck } from '../check.js';

/** The kubelet writes `<namespace>.svc.<domain> svc.<domain> <domain>` for ClusterFirst (Kubernetes, DNS for Services and Pods). */
export const dnsSearchPath = defineCheck({
  meta: {
    id: 'dns/search-path',
    title: 'Pods search the cluster DNS domain',
    severity: 'error',
    basis: 'observed',
    why: 'Without the namespace and cluster suffixes in resolv.conf, short service names do not resolve, or resolve to something outside the mesh.',
    fix: [
      {
        text: 'Set dnsPolicy to ClusterFirst (ClusterFirstWithHostNet for host-network pods), or add the suffixes to dnsConfig.searches of the workload.',
        command: 'kubectl get pods -n {namespace} -o custom-columns=NAME:.metadata.name,DNS:.spec.dnsPolicy',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
      },
    ],
  },
  requires: ['podDns', 'mesh'],
  messages: {
    missing: 'Pods of {namespace}/{workload} search {search}, none of which ends in svc.{domain}',
  },
  *run({ podDns, mesh }) {
    const suffix = `svc.${mesh.clusterDomain}`;
    for (const dns of podDns) {
      if (dns.search.some((domain) => domain === suffix || domain.endsWith(`.${suffix}`))) continue;
      yield {
        messageId: 'missing',
        args: {
          workload: dns.workload,
          namespace: dns.pod.namespace,
          search: dns.search.join(' ') || 'nothing',
          domain: mesh.clusterDomain,
        },
        subject: { kind: 'Workload', namespace: dns.pod.namespace, name: dns.workload },
        evidence: [citeField(dns.source, 'search', dns.search.join(' '))],
      };
    }
  },
});
