import { notKnown } from '../known-metadata.js';
import { isMessage, type Message, message, text } from '../message.js';
import { decide, type RbacDecision } from './engine.js';
import type { RbacRequest } from './request.js';

export interface RbacFilterResult {
  enforced: RbacDecision;
  /** What rules that only watch would do: dry runs, and CUSTOM policies that call an external service. */
  shadow?: RbacDecision;
  /** Dynamic metadata that the filter writes under its own name. */
  metadata: Message;
}

/** An RBAC filter, for HTTP or for connections; `config` is the filter's or the one of the route that replaces it. */
export function evaluateRbac(config: Message, request: RbacRequest): RbacFilterResult {
  const enforced = decide(config.rules, config.matcher, request);
  if (!isMessage(config.shadow_rules) && !isMessage(config.shadow_matcher)) return { enforced, metadata: {} };
  const shadow = decide(config.shadow_rules, config.shadow_matcher, request);
  return { enforced, shadow, metadata: shadowMetadata(text(config.shadow_rules_stat_prefix) ?? '', shadow) };
}

/** The config of an RBACPerRoute; one without `rbac` switches the filter off. */
export function rbacOfRoute(perRoute: Message): Message {
  return message(perRoute.rbac);
}

/** The name of the policy is there only when one matched. */
function shadowMetadata(prefix: string, { decision, policy, undecided }: RbacDecision): Message {
  const matched = undecided.length > 0 || (decision === 'unknown' && policy === undefined) ? notKnown : policy;
  return {
    [`${prefix}shadow_engine_result`]: decision === 'unknown' ? notKnown : decision === 'allow' ? 'allowed' : 'denied',
    ...(matched !== undefined && { [`${prefix}shadow_effective_policy_id`]: matched }),
  };
}
