import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { PodSpec, RouteTable } from '../../model/facets.js';
import { specOf } from '../../model/lookup/pods.js';
import { defaultRoutes, type Family, hasGlobalAddress, hasOtherDefault } from '../../model/lookup/routes.js';
import { defineCheck } from '../check.js';

export const podNetworkDefaultRoute = defineCheck({
  meta: {
    id: 'pod-network/default-route',
    title: 'Pods have a default route',
    severity: 'error',
    basis: 'observed',
    why: 'Without a default route a pod reaches only the networks that its other routes name: usually its own node, neither services nor other nodes.',
    fix: [
      {
        text: 'Delete the pod, so that the network plugin sets it up anew; if the new pod has none either, read the log of the network plugin on its node.',
        command: 'kubectl delete pod -n {namespace} {pod}',
        doc: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
      },
      { text: 'If a container of the pod changes routes (VPN clients do), make it leave the default route in place.' },
    ],
  },
  requires: ['podRoutes'],
  uses: ['podSpecs'],
  identity: ['family'],
  messages: { missing: 'Pods of {namespace}/{workload} have no {family} default route' },
  *run({ podRoutes, podSpecs }) {
    for (const table of podRoutes) {
      const { pod, workload } = table;
      if (pod === undefined || workload === undefined) continue;
      const spec = specOf(podSpecs, pod);
      if (spec?.hostNetwork === true) continue;
      for (const family of ['ipv4', 'ipv6'] as const) {
        if (!needsDefault(table, family, spec) || defaultRoutes(table, family).length > 0) continue;
        if (hasOtherDefault(table, family)) continue;
        yield {
          messageId: 'missing',
          args: {
            namespace: pod.namespace,
            workload,
            pod: pod.name,
            family: family === 'ipv4' ? 'IPv4' : 'IPv6',
          },
          subject: { kind: 'Workload', namespace: pod.namespace, name: workload },
          evidence: [citeRoutes(table, family)],
        };
      }
    }
  },
});

/**
 * The pod has an address of the family. IPv6 counts only as the pod's own address in Kubernetes, or as its only family:
 * kernels give every device IPv6 addresses that nobody asked for.
 */
function needsDefault(table: RouteTable, family: Family, spec: PodSpec | undefined): boolean {
  if (!hasGlobalAddress(table, family)) return false;
  if (family === 'ipv4') return true;
  if (spec !== undefined) return spec.ips.some((ip) => parseIp(ip)?.family === 'ipv6');
  return !hasGlobalAddress(table, 'ipv4');
}

function citeRoutes({ source, routes }: RouteTable, family: Family): Evidence {
  const own = routes.filter((route) => route.family === family && route.table !== 'local');
  const [first] = own;
  return {
    ...source,
    ...(first !== undefined && { line: first.line }),
    excerpt: clipExcerpt(own.map(({ excerpt }) => excerpt).join('\n')),
    reconstructed: true,
  };
}
