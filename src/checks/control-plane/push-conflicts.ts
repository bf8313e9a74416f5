import { citeField } from '../../core/evidence.js';
import type { Severity } from '../../core/severity.js';
import type { Subject } from '../../core/subject.js';
import type { MeshFacts, PushProblem, VirtualService } from '../../model/facets.js';
import { fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

/** What the control plane itself says that it left out of the configuration of proxies. */
export const controlPlanePushConflicts = defineCheck({
  meta: {
    id: 'control-plane/push-conflicts',
    title: 'The control plane left nothing out of its last push',
    severity: 'warning',
    basis: 'observed',
    why: 'Where two objects claim the same domain, subset or listener, proxies get one of them, and the other has no effect.',
    fix: [
      {
        text: 'Find the objects that name the host, and merge them, or narrow them with exportTo or gateways.',
        command: 'kubectl get virtualservices,destinationrules,serviceentries,services --all-namespaces',
        doc: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/',
      },
    ],
  },
  requires: ['pushProblems', 'mesh'],
  uses: ['virtualServices'],
  messages: {
    duplicateDomain: '{count} VirtualServices of sidecars claim {about}: proxies get the routes of one of them',
    duplicateSubset: 'Two DestinationRules of {about} define subset {part}: proxies get the first',
    listenerConflict: 'Proxies have no listener {part} for {about}: {winner} took the port before it',
    httpOnHttpsPort: '{about} declares HTTP on port 443, for which the control plane makes no listener',
    withoutEndpoints: 'Proxies have no cluster {part}: {about} has no endpoint to resolve',
  },
  identity: ['about', 'part'],
  *run({ pushProblems, mesh, virtualServices }, { undecided }) {
    for (const problem of pushProblems) {
      const conflict = conflictIn(problem);
      if (conflict === undefined) continue;
      const { messageId, about, severity, ...args } = conflict;
      const { metric, key, message, source } = problem;
      const claims = messageId === 'duplicateDomain' ? claimsOf(about, virtualServices, mesh) : [];
      if (messageId === 'duplicateDomain' && claims.length < 2) {
        if (virtualServices === undefined)
          undecided(`the bundle has no VirtualServices, so that nothing tells who claims ${about}`);
        continue;
      }
      yield {
        messageId,
        args: { about, ...args, ...(claims.length > 0 && { count: claims.length }) },
        subject: subjectOf(about, mesh),
        ...(severity !== undefined && { severity }),
        evidence: [
          citeField(source, metric, message ?? key),
          ...claims.map(({ source: own, spec }) => citeField(own, 'spec.hosts', spec.hosts)),
        ],
      };
    }
  },
});

/**
 * The VirtualServices of sidecars that name a host. Istio counts one that names it twice as well, and up to 1.7 a service
 * whose names overlap with those of another.
 */
function claimsOf(host: string, virtualServices: readonly VirtualService[] = [], mesh: MeshFacts): VirtualService[] {
  return virtualServices.filter(
    ({ namespace, spec }) =>
      spec.gateways.includes('mesh') && spec.hosts.some((name) => fullHost(name, namespace, mesh) === host),
  );
}

interface Conflict {
  messageId: 'duplicateDomain' | 'duplicateSubset' | 'listenerConflict' | 'httpOnHttpsPort' | 'withoutEndpoints';
  /** The host that it concerns. */
  about: string;
  /** Name of the subset, listener or cluster. */
  part?: string;
  /** The first of the hosts that have the listener. */
  winner?: string;
  severity?: Severity;
}

/** Metrics as Pilot 1.0 to istiod 1.30 name them; messages have not changed since 1.0. */
function conflictIn({ metric, key, message = '' }: PushProblem): Conflict | undefined {
  switch (metric) {
    case 'pilot_vservice_dup_domain':
      // Not from services: one with a Service and a ServiceEntry, which are merged.
      return message.includes('from virtual service')
        ? { messageId: 'duplicateDomain', about: key.replace(/:\d{1,5}$/, '') }
        : undefined;
    case 'pilot_destrule_subsets': {
      const [, part] = /^Duplicate subset (\S{1,253}) found/.exec(message) ?? [];
      return part === undefined ? undefined : { messageId: 'duplicateSubset', about: key, part };
    }
    case 'pilot_conflict_outbound_listener_http_over_current_tcp':
    case 'pilot_conflict_outbound_listener_tcp_over_current_http':
    case 'pilot_conflict_outbound_listener_tcp_over_current_tcp':
      return listenerConflict(message);
    case 'pilot_conflict_outbound_listener_http_over_https':
      return { messageId: 'httpOnHttpsPort', about: key };
    case 'pilot_dns_cluster_without_endpoints':
      return { messageId: 'withoutEndpoints', about: key.slice(key.lastIndexOf('|') + 1), part: key, severity: 'info' };
  }
  return undefined;
}

/** `Listener=0.0.0.0:9090 AcceptedTCP=a,b RejectedHTTP=c TCPServices=2`; Istio 1.0 to 1.30. */
function listenerConflict(message: string): Conflict | undefined {
  const [, part, winner, about] =
    /^Listener=(\S{1,300}) Accepted[A-Z]{0,10}=([^\s,]{0,300})(?:,\S{0,100000})? Rejected[A-Z]{0,10}=(\S{1,300}) /.exec(
      message,
    ) ?? [];
  if (part === undefined || about === undefined || about === winner) return undefined;
  return { messageId: 'listenerConflict', about, part, winner: winner || 'another service' };
}

function subjectOf(about: string, mesh: MeshFacts): Subject {
  const service = serviceNamed(about, mesh);
  return service === undefined ? { kind: 'Mesh', name: about } : { kind: 'Service', ...service };
}
