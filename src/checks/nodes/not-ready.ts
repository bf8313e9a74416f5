import { shorten } from '../../core/shorten.js';
import type { Node, NodeSpec } from '../../model/facets.js';
import { citeKept } from '../../model/lookup/cite.js';
import { derivedOnce } from '../../model/lookup/derive.js';
import { defineCheck } from '../check.js';

export const nodesNotReady = defineCheck({
  meta: {
    id: 'nodes/not-ready',
    title: 'Nodes are ready',
    severity: 'error',
    basis: 'observed',
    why: 'Pods of a node that is not ready leave the endpoints of their services and, after five minutes, are evicted. Its proxies, ztunnel and istio-cni are gone with it.',
    fix: [
      {
        text: 'Read the conditions and events of the node, then the log of its kubelet and its network plugin.',
        command: 'kubectl describe node {node}',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-cluster/',
      },
    ],
  },
  requires: ['nodes'],
  uses: ['nodeSpecs'],
  messages: {
    notReady: 'Node {node} is not ready: {reason}',
    unknown: 'Node {node} no longer reports to the control plane of Kubernetes: {reason}',
  },
  *run({ nodes, nodeSpecs }) {
    for (const node of nodes) {
      if (node.ready) continue;
      const condition = nodeSpecs === undefined ? undefined : readyCondition(nodeSpecs, node);
      const reason = condition?.message ?? condition?.reason ?? 'the bundle does not say why';
      yield {
        messageId: condition?.status === 'Unknown' ? 'unknown' : 'notReady',
        args: { node: node.name, reason: shorten(reason) },
        subject: { kind: 'Node', name: node.name },
        evidence: [citeKept(node.source, 'status.conditions[Ready]', `${node.name}: ${reason}`)],
        ...(condition?.since !== undefined && { firstSeen: condition.since }),
      };
    }
  },
});

const specsByName = derivedOnce((specs: readonly NodeSpec[]) => new Map(specs.map((spec) => [spec.name, spec])));

function readyCondition(nodeSpecs: readonly NodeSpec[], { name }: Node) {
  return specsByName(nodeSpecs)
    .get(name)
    ?.conditions.find(({ type }) => type === 'Ready');
}
