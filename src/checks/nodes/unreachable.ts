import { sameAddress } from '../../core/ip.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Node, PingResult, Pod, Probe } from '../../model/facets.js';
import { isRunning } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { defineCheck } from '../check.js';

export const nodesUnreachable = defineCheck({
  meta: {
    id: 'nodes/unreachable',
    title: 'Nodes and their pods answer recorded pings',
    severity: 'warning',
    basis: 'observed',
    why: 'A node that the API server takes for ready can still be cut off from pods on other nodes: a route, a tunnel or a firewall between nodes is missing. Istio never redirects ICMP, so that proxies are not involved.',
    fix: [
      {
        text: 'Check the path between the two nodes: security groups and firewalls, the tunnel or routes of the network plugin, and whether ICMP is allowed at all.',
        command: 'kubectl get pods --all-namespaces -o wide --field-selector spec.nodeName={node}',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['pingProbes', 'nodes'],
  uses: ['pods'],
  messages: {
    node: 'Node {node} ({state}) does not answer pings from {from}',
    pods: 'Pods on node {node} ({state}) do not answer pings from {from}',
  },
  *run({ pingProbes, nodes, pods = [] }) {
    const targets = pingProbes.flatMap((probe) => {
      const found = destinationOf(probe, nodes, pods);
      return found === undefined ? [] : [{ probe, ...found }];
    });
    for (const group of groupBy(targets, ({ node, messageId }) => `${messageId}/${node.name}`).values()) {
      const silent = group.filter(({ answered }) => !answered);
      // Somebody got an answer: the node is there.
      if (!isNonEmpty(silent) || silent.length < group.length) continue;
      const [{ node, messageId }] = silent;
      const from = [...new Set(silent.map(({ probe }) => `${probe.pod.namespace}/${probe.workload}`))].join(', ');
      yield {
        messageId,
        args: { node: node.name, from, state: node.ready ? 'ready' : 'not ready' },
        subject: { kind: 'Node', name: node.name },
        ...(messageId === 'node' && !node.ready && { severity: 'error' as const }),
        evidence: mapNonEmpty(silent, ({ probe }) => probe.source),
      };
    }
  },
});

interface Destination {
  messageId: 'node' | 'pods';
  node: Node;
  answered: boolean;
}

/** Pings of services prove nothing: their addresses need not answer. Nor does a ping that was not permitted. */
function destinationOf(
  { result, target }: Probe,
  nodes: readonly Node[],
  pods: readonly Pod[],
): Destination | undefined {
  if (result.kind !== 'ping' || !wasSent(result)) return undefined;
  const address = result.address ?? target;
  const answered = result.outcome === 'ok';
  const node = nodes.find(
    ({ name, internalIP }) => name === target || (internalIP !== undefined && sameAddress(internalIP, address)),
  );
  if (node !== undefined) return { messageId: 'node', node, answered };
  const pod = pods.find(({ ip }) => ip !== undefined && sameAddress(ip, address));
  const home = nodes.find(({ name }) => name === pod?.node);
  return pod === undefined || home === undefined || !isRunning(pod)
    ? undefined
    : { messageId: 'pods', node: home, answered };
}

function wasSent({ outcome }: PingResult): boolean {
  return outcome === 'ok' || outcome === 'no-reply' || outcome === 'unreachable';
}
