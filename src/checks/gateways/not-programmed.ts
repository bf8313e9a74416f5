import { citeField } from '../../core/evidence.js';
import { shorten } from '../../core/shorten.js';
import type { Condition, KubernetesGateway } from '../../model/facets.js';
import { minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { defineCheck, type Finding } from '../check.js';

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
    codes: ['IST0171', 'GWAPI'],
    decides: 'Reads the conditions of the Gateway and of its listeners.',
    falsePositives: [
      'Silent for the first ten minutes of a Gateway, and about conditions that only wait (Pending, address pending) or repeat what a listener says (ListenersNotValid).',
    ],
  },
  requires: ['kubernetesGateways'],
  uses: ['capture'],
  messages: {
    notAccepted: 'Gateway {namespace}/{name} is not accepted: {reason}',
    notProgrammed: 'Gateway {namespace}/{name} is not programmed: {reason}',
    unresolved: 'Gateway {namespace}/{name} has references that do not resolve: {reason}',
    ignored: 'No controller has taken up Gateway {namespace}/{name} of class {className}',
    listener: 'Listener {listener} of Gateway {namespace}/{name} has {condition} {status}: {reason}',
  },
  identity: ['listener', 'condition'],
  *run({ kubernetesGateways, capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    for (const gateway of kubernetesGateways) {
      if ((minutesSince(gateway.created, start) ?? graceMinutes) < graceMinutes) continue;
      yield* ofGateway(gateway);
      yield* ofListeners(gateway);
    }
  },
});

type GatewayMessage = 'notAccepted' | 'notProgrammed' | 'unresolved' | 'ignored';

function* ofGateway(gateway: KubernetesGateway): Generator<Finding<GatewayMessage>> {
  const { namespace, name, group, spec, source } = gateway;
  const found = verdict(spec.conditions);
  if (found === undefined) return;
  const { messageId, condition } = found;
  const reason = reasonOf(condition);
  yield {
    messageId,
    args: { namespace, name, className: spec.className ?? 'unknown', reason: shorten(reason) },
    subject: { kind: 'Gateway', group, namespace, name },
    ...(messageId !== 'ignored' && { aliases: ['IST0171', ...(isBenign(condition) ? [] : ['GWAPI'])] }),
    severity: messageId === 'notAccepted' ? 'error' : 'warning',
    evidence: [citeField(source, `status.conditions[${condition.type}]`, `${condition.status}, ${reason}`)],
    ...(condition.since !== undefined && { firstSeen: condition.since }),
  };
}

function* ofListeners({ namespace, name, group, spec, source }: KubernetesGateway): Generator<Finding<'listener'>> {
  for (const { name: listener, conditions } of spec.listenerStatus ?? []) {
    for (const condition of conditions) {
      const { type, status, since } = condition;
      if (listenerTrouble.get(type) !== status || isBenign(condition)) continue;
      const reason = reasonOf(condition);
      yield {
        messageId: 'listener',
        args: { namespace, name, listener, condition: type, status, reason: shorten(reason) },
        subject: { kind: 'Gateway', group, namespace, name },
        severity: 'warning',
        aliases: ['GWAPI'],
        evidence: [citeField(source, `status.listeners[${listener}].conditions[${type}]`, `${status}, ${reason}`)],
        ...(since !== undefined && { firstSeen: since }),
      };
    }
  }
}

/** Conditions of listeners, each with the status that means trouble; Detached and Ready are those of Gateway API 0.5. */
const listenerTrouble: ReadonlyMap<string, string> = new Map([
  ['Accepted', 'False'],
  ['Conflicted', 'True'],
  ['Detached', 'True'],
  ['Programmed', 'False'],
  ['Ready', 'False'],
  ['ResolvedRefs', 'False'],
]);

/** It waits for something, or repeats what another condition says. */
function isBenign({ status, reason = '', message = '' }: Condition): boolean {
  if (status !== 'False') return false;
  if (['Pending', 'ListenersNotValid', 'ListenerSetsNotValid'].includes(reason)) return true;
  return reason === 'AddressNotAssigned' && message.toLowerCase().includes('address pending');
}

function reasonOf({ reason, message }: Condition): string {
  return [reason, message].filter(Boolean).join(': ') || 'no reason is given';
}

function verdict(conditions: readonly Condition[]) {
  const named = (type: string, status: string) =>
    conditions.find((condition) => condition.type === type && condition.status === status);
  const refused = named('Accepted', 'False');
  if (refused !== undefined) return { messageId: 'notAccepted', condition: refused } as const;
  const unprogrammed = named('Programmed', 'False');
  if (unprogrammed !== undefined) return { messageId: 'notProgrammed', condition: unprogrammed } as const;
  const unresolved = named('ResolvedRefs', 'False');
  if (unresolved !== undefined) return { messageId: 'unresolved', condition: unresolved } as const;
  // The CRD's own default: status Unknown until a controller writes.
  const waiting = named('Accepted', 'Unknown');
  return waiting === undefined ? undefined : ({ messageId: 'ignored', condition: waiting } as const);
}
