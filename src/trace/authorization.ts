import type { Evidence } from '../core/evidence.js';
import type { Subject } from '../core/subject.js';
import { isMessage } from '../envoy/message.js';
import { type FailingPart, lacksOnlyIdentity, type NearestRule, nearestRule } from '../envoy/rbac/nearest.js';
import { policyOrigin } from '../envoy/rbac/policy-name.js';
import type { RbacRequest } from '../envoy/rbac/request.js';
import { type Hop, nameOf } from './hop.js';
import { type Ended, failed, type Walk } from './walk.js';

interface Denial {
  /** The DENY policy that matched; absent when no ALLOW policy did. */
  policy: string | undefined;
  /** Rules of the filter. */
  rules: unknown;
  request: RbacRequest;
  evidence: readonly Evidence[];
  details: string;
  isHttp: boolean;
}

/** Refused by an AuthorizationPolicy: which, and what the nearest rule would have asked for. */
export function denied(walk: Walk, hop: Hop, { policy, rules, request, evidence, details, isHttp }: Denial): Ended[] {
  const nearest = policy === undefined && isMessage(rules) ? nearestRule(rules, request) : undefined;
  const isAnonymous = request.peer?.transport === 'plaintext' && request.filterState === undefined;
  const condition =
    nearest !== undefined && isAnonymous && lacksOnlyIdentity(nearest) ? 'AUTHZ_NO_IDENTITY' : 'AUTHZ_DENIED';
  const object = policyObject(policy ?? nearest?.policy);
  return failed(
    walk,
    {
      stage: 'authorization',
      at: nameOf(hop),
      text: policy === undefined ? noneAllows(nearest) : `denied by ${policy}`,
      condition,
      ...(policy !== undefined && { chosen: { policy } }),
      ...(object !== undefined && { object }),
      evidence,
    },
    isHttp
      ? { status: 403, details, text: 'the caller gets 403 RBAC: access denied' }
      : { details, text: 'the connection is closed' },
  );
}

/** The AuthorizationPolicy that a policy of the filter was made from. */
export function policyObject(policy: string | undefined): Subject | undefined {
  const origin = policy === undefined ? undefined : policyOrigin(policy);
  if (origin === undefined) return undefined;
  return { kind: 'AuthorizationPolicy', group: 'security.istio.io', namespace: origin.namespace, name: origin.name };
}

function noneAllows(nearest: NearestRule | undefined): string {
  if (nearest === undefined) return 'no ALLOW policy allows the call';
  return `no ALLOW policy allows the call; ${nearest.policy} comes nearest, but ${nearest.failing.map(partText).join(' and ')}`;
}

function partText({ field, name, isNegated, wants, actual, isUnknown }: FailingPart): string {
  const what = name === undefined ? field : `${field} ${name}`;
  const wanted = wants.length > 3 ? `${wants.slice(0, 3).join(', ')} or ${wants.length - 3} more` : wants.join(' or ');
  if (isUnknown) return `${what} is not known`;
  return `its ${what} must ${isNegated ? 'not ' : ''}be ${wanted}${actual === undefined ? '' : `, and is ${actual}`}`;
}
