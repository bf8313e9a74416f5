import { citeField } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { Pod, RouteTable, Service } from '../../model/facets.js';
import { describeVictims } from '../../model/lookup/blackholes.js';
import { isRunning } from '../../model/lookup/control-plane.js';
import { specOf } from '../../model/lookup/pods.js';
import { defaultRoutes, hasGlobalAddress, hasOtherDefault, routeTo } from '../../model/lookup/routes.js';
import { defineCheck } from '../check.js';

export const podNetworkClusterRoute = defineCheck({
  meta: {
    id: 'pod-network/cluster-route',
    title: 'Pods have routes to pods and services',
    severity: 'error',
    basis: 'observed',
    why: 'A packet to an address that no route covers is refused in the pod itself ("Network is unreachable"); proxies report it as a connection failure.',
    fix: [
      {
        text: 'Restore the default route, or add routes for the ranges of pods and services: delete the pod, so that the network plugin sets it up anew.',
        command: 'kubectl delete pod -n {namespace} {pod}',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['podRoutes', 'pods'],
  uses: ['services', 'podSpecs'],
  messages: { uncovered: 'No route in pods of {namespace}/{workload} leads to {what}' },
  *run({ podRoutes, pods, services = [], podSpecs }) {
    for (const table of podRoutes) {
      const { pod, workload, source } = table;
      if (pod === undefined || workload === undefined || specOf(podSpecs, pod)?.hostNetwork === true) continue;
      const uncovered = uncoveredBy(table, pods, services);
      if (uncovered.pods.length + uncovered.services.length === 0) continue;
      const what = describeVictims(uncovered);
      yield {
        messageId: 'uncovered',
        args: { namespace: pod.namespace, workload, pod: pod.name, what },
        subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
        evidence: [citeField(source, 'routes', table.routes.map(({ excerpt }) => excerpt).join('\n'))],
      };
    }
  },
});

/** Only addresses of a family that the pod has itself and has no default route for. */
function uncoveredBy(table: RouteTable, pods: readonly Pod[], services: readonly Service[]) {
  const families = (['ipv4', 'ipv6'] as const).filter(
    (family) =>
      hasGlobalAddress(table, family) && defaultRoutes(table, family).length === 0 && !hasOtherDefault(table, family),
  );
  const isUncovered = (text: string) => {
    const address = parseIp(text);
    return address !== undefined && families.includes(address.family) && routeTo(table, address) === undefined;
  };
  if (families.length === 0) return { pods: [], services: [] };
  return {
    pods: pods.filter((pod) => isRunning(pod) && pod.ip !== undefined && isUncovered(pod.ip)),
    services: services.filter(({ clusterIPs }) => clusterIPs.some(isUncovered)),
  };
}
