import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import type { Subject } from '../../core/subject.js';
import type { Condition } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const controlPlaneReportedStatus = defineCheck({
  meta: {
    id: 'control-plane/reported-status',
    title: 'The control plane reports no trouble in the status of objects',
    severity: 'warning',
    basis: 'observed',
    why: 'In ambient mode istiod writes into the status of an object whether a waypoint or ztunnel takes it up. A policy or service that it refuses has no effect there.',
    fix: [
      {
        text: 'Follow the reason; for a waypoint see that it exists, is ready and admits the namespace.',
        command: 'kubectl get {resource} -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ambient/usage/waypoint/',
      },
    ],
    aliases: ['IST0171'],
    decides:
      'Conditions istio.io/WaypointBound of Service, ServiceEntry and WorkloadEntry, and ZtunnelAccepted and WaypointAccepted of AuthorizationPolicy, that are False; a WaypointAccepted of reason PartiallyInvalid too. Gateways and routes of the Gateway API have checks of their own.',
    falsePositives: ['A status tells the state at its last transition: it may be older than the object.'],
  },
  requires: ['mesh'],
  uses: ['serviceSpecs', 'serviceEntries', 'workloadEntries', 'authorizationPolicies'],
  messages: {
    negative: '{kind} {namespace}/{name} has {condition} {status}: {reason}',
  },
  identity: ['condition'],
  *run({ serviceSpecs = [], serviceEntries = [], workloadEntries = [], authorizationPolicies = [] }) {
    const services = serviceSpecs.map((service) => ({ ...service, kind: 'Service', group: '' }));
    const others = [...serviceEntries, ...workloadEntries, ...authorizationPolicies];
    const objects = [...services, ...others.map((object) => ({ ...object, conditions: object.spec.conditions }))];
    for (const { kind, group, namespace, name, conditions = [], source } of objects) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const subject: Subject = { kind, ...(group !== '' && { group }), namespace, name };
      for (const condition of conditions.filter((candidate) => isNegative(kind, candidate))) {
        const { type, status, since } = condition;
        const reason = [condition.reason, condition.message].filter(Boolean).join(': ') || 'no reason is given';
        yield {
          messageId: 'negative',
          args: {
            kind,
            namespace,
            name,
            condition: type,
            status,
            reason: shorten(reason),
            resource: group === '' ? 'service' : `${kind.toLowerCase()}.${group}`,
          },
          subject,
          evidence: [citeField(source, `status.conditions[${type}]`, `${status}, ${reason}`)],
          ...(since !== undefined && { firstSeen: since }),
        };
      }
    }
  },
});

function isNegative(kind: string, { type, status, reason }: Condition): boolean {
  if (kind !== 'AuthorizationPolicy') return type === 'istio.io/WaypointBound' && status === 'False';
  if (type === 'WaypointAccepted' && reason === 'PartiallyInvalid') return true;
  return (type === 'ZtunnelAccepted' || type === 'WaypointAccepted') && status === 'False';
}
