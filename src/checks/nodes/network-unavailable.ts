import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import { defineCheck } from '../check.js';

export const nodesNetworkUnavailable = defineCheck({
  meta: {
    id: 'nodes/network-unavailable',
    title: 'The network of nodes is set up',
    severity: 'error',
    basis: 'observed',
    why: 'Until the network plugin or the cloud provider has set up routes for the node, its pods cannot reach pods elsewhere, nor be reached.',
    fix: [
      {
        text: 'Check the pod of the network plugin on that node and, where routes come from the cloud provider, its route table and quota.',
        command: 'kubectl describe node {node}',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['nodeSpecs'],
  messages: {
    unavailable: 'The network of node {node} is not set up: {reason}',
  },
  *run({ nodeSpecs }) {
    for (const node of nodeSpecs) {
      const condition = node.conditions.find(({ type, status }) => type === 'NetworkUnavailable' && status === 'True');
      if (condition === undefined) continue;
      const reason = condition.message ?? condition.reason ?? 'no reason is given';
      yield {
        messageId: 'unavailable',
        args: { node: node.name, reason: shorten(reason) },
        subject: { kind: 'Node', name: node.name },
        evidence: [citeField(node.source, 'status.conditions[NetworkUnavailable]', `${node.name}: True, ${reason}`)],
        ...(condition.since !== undefined && { firstSeen: condition.since }),
      };
    }
  },
});
