import { trafficStops } from '../../model/lookup/dropping-rules.js';
import { defineCheck } from '../check.js';

export const nodesIptablesDrop = defineCheck({
  meta: {
    id: 'nodes/iptables-drop',
    title: 'No packet filter on nodes drops traffic of pods',
    severity: 'warning',
    basis: 'observed',
    why: 'Kubernetes and network plugins bring their own filters; firewalld, ufw or a security agent beside them stops connections between pods, or to nodes, where no policy and no proxy shows it.',
    fix: [
      {
        text: 'Find out what made the rule, and let it accept the ranges of pods and services, or stop it on nodes of the cluster.',
        doc: 'https://kubernetes.io/docs/reference/networking/ports-and-protocols/',
      },
    ],
  },
  requires: ['nodeNetfilter'],
  identity: ['chain', 'rule'],
  messages: {
    rule: 'A rule in chain {chain} of node {node} stops traffic: {rule}',
    policy: 'Chain {chain} of node {node} drops what no rule accepts, and no rule accepts new connections',
  },
  *run({ nodeNetfilter }) {
    for (const netfilter of nodeNetfilter) {
      const { node } = netfilter;
      if (node === undefined) continue;
      for (const { kind, args, isBreaking, evidence } of trafficStops(netfilter)) {
        yield {
          messageId: kind,
          args: { ...args, node },
          subject: { kind: 'Node', name: node },
          ...(isBreaking && { severity: 'error' as const }),
          evidence: [evidence],
        };
      }
    }
  },
});
