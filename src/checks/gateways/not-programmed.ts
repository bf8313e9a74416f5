import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import type { Condition } from '../../model/facets.js';
import { minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { defineCheck } from '../check.js';

/** A controller needs seconds, a load balancer behind it minutes. */
const graceMinutes = 10;

export const gatewaysNotProgrammed = defineCheck({
  meta: {
    id: 'gateways/not-programmed',
    title: 'Gateways of the Gateway API are programmed',
    severity: 'error',
    basis: 'observed',
    why: 'A Gateway takes requests once its controller has accepted it, has configured a proxy for it and has an address.',
    fix: [
      {
        text: 'Follow the reason in the status; for an address look at the Service that istiod made for the Gateway.',
        command: 'kubectl describe gateways.gateway.networking.k8s.io -n {namespace} {name}',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/',
      },
    ],
  },
  requires: ['kubernetesGateways'],
  uses: ['capture'],
  messages: {
    notAccepted: 'Gateway {namespace}/{name} is not accepted: {reason}',
    notProgrammed: 'Gateway {namespace}/{name} is not programmed: {reason}',
    ignored: 'No controller has taken up Gateway {namespace}/{name} of class {className}',
  },
  *run({ kubernetesGateways, capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    for (const { namespace, name, group, created, spec, source } of kubernetesGateways) {
      if ((minutesSince(created, start) ?? graceMinutes) < graceMinutes) continue;
      const found = verdict(spec.conditions);
      if (found === undefined) continue;
      const { messageId, condition } = found;
      const reason = [condition.reason, condition.message].filter(Boolean).join(': ') || 'no reason is given';
      yield {
        messageId,
        args: { namespace, name, className: spec.className ?? 'unknown', reason: shorten(reason) },
        subject: { kind: 'Gateway', group, namespace, name },
        ...(messageId !== 'ignored' && { aliases: ['IST0171'] }),
        severity: messageId === 'notAccepted' ? 'error' : 'warning',
        evidence: [citeField(source, `status.conditions[${condition.type}]`, `${condition.status}, ${reason}`)],
        ...(condition.since !== undefined && { firstSeen: condition.since }),
      };
    }
  },
});

function verdict(conditions: readonly Condition[]) {
  const named = (type: string, status: string) =>
    conditions.find((condition) => condition.type === type && condition.status === status);
  const refused = named('Accepted', 'False');
  if (refused !== undefined) return { messageId: 'notAccepted', condition: refused } as const;
  const unprogrammed = named('Programmed', 'False');
  if (unprogrammed !== undefined) return { messageId: 'notProgrammed', condition: unprogrammed } as const;
  // The CRD's own default: status Unknown until a controller writes.
  const waiting = named('Accepted', 'Unknown');
  return waiting === undefined ? undefined : ({ messageId: 'ignored', condition: waiting } as const);
}
