import { trafficStops } from '../../model/lookup/dropping-rules.js';
import { defineCheck } from '../check.js';

export const podNetworkIptablesDrop = defineCheck({
  meta: {
    id: 'pod-network/iptables-drop',
    title: 'No packet filter in pods drops traffic',
    severity: 'warning',
    basis: 'observed',
    why: 'Kubernetes, network plugins and Istio bring their own filters; a rule of anybody else stops connections where no policy and no proxy shows it. A dropped connection times out, a rejected one is refused at once.',
    fix: [
      {
        text: 'Find out what made the rule: init containers with NET_ADMIN, VPN clients, security agents. Take the addresses and ports of the mesh out of it.',
        command: 'kubectl get pods -n {namespace} {pod} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
  },
  requires: ['podNetfilter'],
  identity: ['chain', 'rule'],
  messages: {
    rule: 'A rule in chain {chain} in pods of {namespace}/{workload} stops traffic: {rule}',
    policy:
      'Chain {chain} in pods of {namespace}/{workload} drops what no rule accepts, and no rule accepts new connections',
  },
  *run({ podNetfilter }) {
    for (const netfilter of podNetfilter) {
      const { pod, workload } = netfilter;
      if (pod === undefined || workload === undefined) continue;
      for (const { kind, args, isBreaking, evidence } of trafficStops(netfilter)) {
        yield {
          messageId: kind,
          args: { ...args, namespace: pod.namespace, workload, pod: pod.name },
          subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
          ...(isBreaking && { severity: 'error' as const }),
          evidence: [evidence],
        };
      }
    }
  },
});
