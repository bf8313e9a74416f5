import type { Subject } from '../../core/subject.js';
import type { DnsResult, MeshFacts, Service, ServiceEndpoints } from '../../model/facets.js';
import { type AskedName, askedName, mayBeUnlisted } from '../../model/lookup/asked-service.js';
import { findHost } from '../../model/lookup/hosts.js';
import { hasAllEndpoints } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

/** The server is there and knows no such name. */
const notFound = ['NXDOMAIN', 'NOT-FOUND'];

export const dnsLookupFailed = defineCheck({
  meta: {
    id: 'dns/lookup-failed',
    title: 'Recorded lookups of names succeed',
    severity: 'error',
    basis: 'observed',
    why: 'An application that cannot resolve a name never opens a connection, so that no proxy, no policy and no route has a say.',
    fix: [
      {
        text: 'Repeat the lookup with the full name; if that works, the search list or ndots of the pod is at fault, else the DNS servers of the cluster.',
        command: 'kubectl exec -n {namespace} {pod} -- nslookup {name}',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
  },
  requires: ['dnsProbes', 'mesh'],
  uses: ['services', 'serviceEntries', 'endpoints'],
  identity: ['target', 'status'],
  messages: {
    server: 'Pods of {namespace}/{workload} got no answer for {target} from name server {server}: {status}',
    service: 'Service {service} exists, but pods of {namespace}/{workload} cannot resolve {target}: {status}',
    headless: 'Headless service {service} has no ready endpoint, so that {target} does not resolve: {status}',
    entry: '{target} is a host of ServiceEntry {entry}, but pods of {namespace}/{workload} cannot resolve it: {status}',
    noService: 'No service is named {target}, which pods of {namespace}/{workload} looked up: {status}',
    external: 'Pods of {namespace}/{workload} cannot resolve {target}, which is no service of the cluster: {status}',
    unknown:
      'Pods of {namespace}/{workload} cannot resolve {target} ({status}); the bundle does not list every service',
  },
  *run({ dnsProbes, mesh, services, serviceEntries, endpoints }) {
    for (const probe of dnsProbes) {
      const { pod, workload, target, result, source } = probe;
      if (result.kind !== 'dns' || result.status === 'NOERROR') continue;
      const asked = askedName(probe, services ?? [], mesh);
      if (notFound.includes(result.status) && isUncompleted(result, asked)) continue;
      const entry = findHost(asked.name, { services: [], ...(serviceEntries && { serviceEntries }), mesh })?.entries[0];
      const [service] = asked.services;
      const fault = faultOf(result, {
        asked,
        service,
        hasEntry: entry !== undefined,
        endpoints,
        listed: services !== undefined && !mayBeUnlisted(asked, mesh),
        mesh,
      });
      const subject: Subject =
        service === undefined || fault.messageId === 'server'
          ? { kind: 'Workload', namespace: pod.namespace, name: workload }
          : { kind: 'Service', namespace: service.namespace, name: service.name };
      yield {
        ...fault,
        args: {
          namespace: pod.namespace,
          workload,
          pod: pod.name,
          name: asked.name,
          target,
          status: result.status,
          server: result.server ?? '(not recorded)',
          ...(service !== undefined && { service: `${service.namespace}/${service.name}` }),
          ...(entry !== undefined && { entry: `${entry.namespace}/${entry.name}` }),
        },
        subject,
        evidence: [source],
      };
    }
  },
});

/** The tool took the name as it stands where a resolver would have completed it: that fails in a healthy cluster. */
function isUncompleted({ searched }: DnsResult, { services, isOfCluster, isComplete }: AskedName): boolean {
  return searched === false && !isComplete && (services.length > 0 || isOfCluster);
}

interface Known {
  asked: AskedName;
  service: Service | undefined;
  hasEntry: boolean;
  endpoints: readonly ServiceEndpoints[] | undefined;
  /** The bundle lists the services that the name may be of. */
  listed: boolean;
  mesh: MeshFacts;
}

function faultOf({ status }: DnsResult, { asked, service, hasEntry, endpoints, listed, mesh }: Known) {
  if (!notFound.includes(status)) return { messageId: 'server' as const };
  if (service !== undefined) {
    return isEmptyHeadless(service, endpoints, mesh)
      ? { messageId: 'headless' as const, severity: 'warning' as const }
      : { messageId: 'service' as const };
  }
  if (hasEntry) return { messageId: 'entry' as const, severity: 'warning' as const };
  if (!listed) return { messageId: 'unknown' as const, severity: 'warning' as const };
  return asked.isOfCluster
    ? { messageId: 'noService' as const, severity: 'info' as const }
    : { messageId: 'external' as const, severity: 'warning' as const };
}

function isEmptyHeadless(
  { namespace, name, clusterIPs }: Service,
  endpoints: Known['endpoints'],
  mesh: MeshFacts,
): boolean {
  if (endpoints === undefined || !clusterIPs.includes('None')) return false;
  const own = endpoints.filter((found) => found.namespace === namespace && found.service === name);
  if (own.length === 0 && !hasAllEndpoints(mesh, namespace)) return false;
  return !own.some(({ addresses }) => addresses.some(({ ready }) => ready));
}
