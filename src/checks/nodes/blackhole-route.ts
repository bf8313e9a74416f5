import { blackholes, describeVictims } from '../../model/lookup/blackholes.js';
import { defineCheck } from '../check.js';

export const nodesBlackholeRoute = defineCheck({
  meta: {
    id: 'nodes/blackhole-route',
    title: 'No route on nodes refuses addresses of pods',
    severity: 'error',
    basis: 'observed',
    why: 'Network plugins that route refuse the range of a node as a whole and add one route for each pod in it. A running pod without such a route cannot be reached, whatever its services and proxies say.',
    fix: [
      {
        text: 'Restart the pod that the node has no route for; if it happens again, read the log of the network plugin on the node.',
        command: 'kubectl get pods --all-namespaces -o wide --field-selector spec.nodeName={node}',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['nodeRoutes', 'pods'],
  identity: ['destination'],
  messages: { refused: 'Node {node} has a {type} route to {destination}, which stops traffic to {what}' },
  *run({ nodeRoutes, pods }) {
    for (const table of nodeRoutes) {
      const { node, source } = table;
      if (node === undefined) continue;
      // Services are translated to pods before a node looks for a route.
      for (const found of blackholes(table, pods, noServices)) {
        const { type, destination, line, excerpt } = found.route;
        yield {
          messageId: 'refused',
          args: { node, type, destination, what: describeVictims(found) },
          subject: { kind: 'Node', name: node },
          evidence: [{ ...source, line, excerpt }],
        };
      }
    }
  },
});

const noServices: readonly never[] = [];
