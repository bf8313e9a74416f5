import { entries, isMessage, type Message, message, messages } from '../message.js';
import { prepared } from '../prepared.js';
import { type Condition, undecidable } from './condition.js';
import { permission, principal } from './permission.js';

export interface Policy {
  name: string;
  /** Any of the permissions, any of the principals, and the expression if there is one. */
  condition: { kind: 'all'; of: readonly Condition[] };
}

/** The policies of RBAC `rules` in the order in which Envoy tries them: by the bytes of their names. */
export const policiesOf: (rules: Message) => readonly Policy[] = prepared((rules: Message) =>
  entries(rules.policies)
    .map(([name, policy]) => ({ name, condition: policyCondition(message(policy)) }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))),
);

/** A policy without permissions or without principals matches nothing. */
function policyCondition(policy: Message): Policy['condition'] {
  const expression = [policy.condition, policy.checked_condition, policy.cel_config].some(isMessage)
    ? [undecidable('expression', 'a CEL expression')]
    : [];
  return {
    kind: 'all',
    of: [
      { kind: 'any', of: messages(policy.permissions).map(permission) },
      { kind: 'any', of: messages(policy.principals).map(principal) },
      ...expression,
    ],
  };
}
