import { blackholes, describeVictims } from '../../model/lookup/blackholes.js';
import { defineCheck } from '../check.js';

export const podNetworkBlackholeRoute = defineCheck({
  meta: {
    id: 'pod-network/blackhole-route',
    title: 'No route in pods refuses addresses of the cluster',
    severity: 'error',
    basis: 'observed',
    why: 'A blackhole, unreachable or prohibit route stops packets before they leave the pod; proxies report it as a connection failure or a timeout.',
    fix: [
      {
        text: 'Find out what made the route (VPN clients, init containers with NET_ADMIN, the network plugin) and remove it.',
        command: 'kubectl exec -n {namespace} {pod} -- ip route show table all',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['podRoutes', 'pods'],
  uses: ['services'],
  identity: ['destination'],
  messages: {
    refused: 'Pods of {namespace}/{workload} have a {type} route to {destination}, which stops traffic to {what}',
  },
  *run({ podRoutes, pods, services = [] }) {
    for (const table of podRoutes) {
      const { pod, workload, source } = table;
      if (pod === undefined || workload === undefined) continue;
      for (const found of blackholes(table, pods, services)) {
        const { type, destination, line, excerpt } = found.route;
        yield {
          messageId: 'refused',
          args: { namespace: pod.namespace, workload, pod: pod.name, type, destination, what: describeVictims(found) },
          subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
          evidence: [{ ...source, line, excerpt }],
        };
      }
    }
  },
});
