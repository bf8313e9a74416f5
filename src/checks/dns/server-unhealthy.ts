import { citeField, type Evidence } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Pod, PodSpec, Service, ServiceEndpoints } from '../../model/facets.js';
import { isClusterDnsPod, isClusterDnsService } from '../../model/lookup/cluster-dns.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasAll, hasAllEndpoints } from '../../model/lookup/known-objects.js';
import { citePod, hasEnded, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const dnsServerUnhealthy = defineCheck({
  meta: {
    id: 'dns/server-unhealthy',
    title: 'The DNS servers of the cluster are ready',
    severity: 'error',
    basis: 'observed',
    why: 'Without DNS no proxy finds its control plane or its certificate authority, and no application finds a service: everything that starts anew fails, while old connections go on.',
    fix: [
      {
        text: 'Read the state and the log of the DNS servers; a loop or a syntax error in the Corefile stops CoreDNS at its start.',
        command: 'kubectl logs -n {namespace} -l k8s-app=kube-dns --previous',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
  },
  requires: ['pods'],
  uses: ['podSpecs', 'services', 'endpoints', 'mesh'],
  messages: {
    down: 'None of the {total} DNS servers of {namespace}/{workload} is ready ({status})',
    degraded: '{count} of {total} DNS servers of {namespace}/{workload} are not ready ({status})',
    noEndpoints: 'The DNS service {namespace}/{service} has no ready endpoint',
  },
  applies({ pods, services }) {
    const isKnown = pods.some(isClusterDnsPod) || services?.some(isClusterDnsService) === true;
    return isKnown || 'no DNS server of the cluster was recognised';
  },
  *run({ pods, podSpecs, services, endpoints, mesh }) {
    const servers = pods.filter((pod) => isClusterDnsPod(pod) && isExpectedToRun(pod, podSpecs));
    for (const group of groupBy(servers, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const broken = group.filter((pod) => !isServing(pod));
      if (!isNonEmpty(broken)) continue;
      const [first] = broken;
      const isDown = broken.length === group.length;
      yield {
        messageId: isDown ? 'down' : 'degraded',
        args: {
          namespace: first.namespace,
          workload: first.workload,
          count: broken.length,
          total: group.length,
          status: [...new Set(broken.map(({ status }) => status))].join(', '),
        },
        subject: workloadSubject(first),
        ...(!isDown && { severity: 'warning' as const }),
        evidence: mapNonEmpty(broken, (pod) => citePod(pod, 'status', describeState(pod))),
      };
    }
    if (services === undefined || endpoints === undefined) return;
    for (const service of services.filter(isClusterDnsService)) {
      const isListed = hasAll(mesh, 'Pod', service.namespace) && hasAllEndpoints(mesh, service.namespace);
      const empty = withoutEndpoints(service, endpoints, isListed ? servers : undefined);
      if (empty === undefined) continue;
      yield {
        messageId: 'noEndpoints',
        args: { namespace: service.namespace, service: service.name },
        subject: { kind: 'Service', namespace: service.namespace, name: service.name },
        evidence: [empty],
      };
    }
  },
});

function isExpectedToRun(pod: Pod, podSpecs: readonly PodSpec[] | undefined): boolean {
  const spec = specOf(podSpecs, pod);
  return !hasEnded(pod, spec) && pod.status !== 'Terminating' && spec?.deleted === undefined;
}

function isServing({ status, ready }: Pod): boolean {
  return status === 'Running' && (ready === undefined || ready.ready === ready.total);
}

function describeState({ status, ready, restarts }: Pod): string {
  const counts = ready === undefined ? '' : `, ${ready.ready}/${ready.total} ready`;
  return `${status}${counts}${restarts === undefined ? '' : `, ${restarts} restarts`}`;
}

/**
 * A list that does not name the service at all may be of other namespaces: then servers that serve speak against it.
 * `servers`: absent where not all pods and endpoints of the namespace are known.
 */
function withoutEndpoints(
  service: Service,
  endpoints: readonly ServiceEndpoints[],
  servers: readonly Pod[] | undefined,
): Evidence | undefined {
  const own = endpoints.filter((found) => found.namespace === service.namespace && found.service === service.name);
  if (own.some(({ addresses }) => addresses.some(({ ready }) => ready))) return undefined;
  const [first] = own;
  if (first !== undefined) return citeField(first.source, 'endpoints', 'none is ready');
  const served = servers === undefined || servers.some((pod) => pod.namespace === service.namespace && isServing(pod));
  return served ? undefined : citeField(service.source, 'endpoints', '(none)');
}
