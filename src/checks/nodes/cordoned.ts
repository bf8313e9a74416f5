import { citeKept } from '../../model/lookup/cite.js';
import { defineCheck } from '../check.js';

export const nodesCordoned = defineCheck({
  meta: {
    id: 'nodes/cordoned',
    title: 'Nodes take new pods',
    severity: 'info',
    basis: 'observed',
    why: 'Nothing new is scheduled on a cordoned node. Forgotten after maintenance, it is missing when pods need room.',
    fix: [
      {
        text: 'If the maintenance is over, let the node take pods again.',
        command: 'kubectl uncordon {node}',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
      },
    ],
  },
  requires: ['nodes'],
  messages: {
    cordoned: 'Node {node} is cordoned',
  },
  *run({ nodes }) {
    for (const node of nodes) {
      if (node.schedulable) continue;
      yield {
        messageId: 'cordoned',
        args: { node: node.name },
        subject: { kind: 'Node', name: node.name },
        evidence: [citeKept(node.source, 'spec.unschedulable', `true (node ${node.name})`)],
      };
    }
  },
});
