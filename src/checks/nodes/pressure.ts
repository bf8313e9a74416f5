import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import { defineCheck } from '../check.js';

const resources: ReadonlyMap<string, string> = new Map([
  ['MemoryPressure', 'memory'],
  ['DiskPressure', 'disk space'],
  ['PIDPressure', 'process ids'],
]);

export const nodesPressure = defineCheck({
  meta: {
    id: 'nodes/pressure',
    title: 'Nodes have memory, disk and process ids to spare',
    severity: 'warning',
    basis: 'observed',
    why: 'The kubelet evicts pods from a node under pressure and takes no new ones; what is left runs slowly and times out.',
    fix: [
      {
        text: 'Find what uses the resource up, and set requests and limits for it.',
        command: 'kubectl describe node {node}',
        doc: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      },
    ],
  },
  requires: ['nodeSpecs'],
  messages: {
    pressure: 'Node {node} is short of {resource}: {reason}',
  },
  identity: ['resource'],
  *run({ nodeSpecs }) {
    for (const node of nodeSpecs) {
      for (const { type, status, reason: code, message, since } of node.conditions) {
        const resource = resources.get(type);
        if (resource === undefined || status !== 'True') continue;
        const reason = message ?? code ?? 'no reason is given';
        yield {
          messageId: 'pressure',
          args: { node: node.name, resource, reason: shorten(reason) },
          subject: { kind: 'Node', name: node.name },
          evidence: [citeField(node.source, `status.conditions[${type}]`, `${node.name}: True, ${reason}`)],
          ...(since !== undefined && { firstSeen: since }),
        };
      }
    }
  },
});
