import { citeField } from '../../core/evidence.js';
import { specOf } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const dnsNdots = defineCheck({
  meta: {
    id: 'dns/ndots',
    title: 'Names of services in other namespaces are completed',
    severity: 'warning',
    basis: 'observed',
    why: 'With ndots 1 a name with a dot is looked up as it stands: musl (Alpine) never tries the search list for it, glibc and Go only after a query that leaves the cluster. `service.namespace` then fails, or resolves late or to somewhere else.',
    fix: [
      {
        text: 'Remove ndots from dnsConfig of the workload (the kubelet writes 5), or call services by their full name.',
        command: 'kubectl get pods -n {namespace} {pod} -o jsonpath={.spec.dnsConfig}',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
      },
    ],
  },
  requires: ['podDns', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    unset:
      'Pods of {namespace}/{workload} have ndots {ndots}, so that service.namespace is not completed from their search list',
    chosen:
      'Workload {namespace}/{workload} sets ndots {ndots} in its dnsConfig, so that service.namespace is not completed from the search list',
  },
  *run({ podDns, mesh, podSpecs }) {
    const suffix = `svc.${mesh.clusterDomain}`;
    for (const { pod, workload, ndots, search, source } of podDns) {
      if (ndots > 1 || !search.some((domain) => domain === suffix || domain.endsWith(`.${suffix}`))) continue;
      const isChosen = specOf(podSpecs, pod)?.dnsConfig?.ndots !== undefined;
      yield {
        messageId: isChosen ? 'chosen' : 'unset',
        args: { namespace: pod.namespace, workload, pod: pod.name, ndots },
        subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
        ...(isChosen && { severity: 'info' as const }),
        evidence: [citeField(source, 'options', `ndots:${ndots}`)],
      };
    }
  },
});
