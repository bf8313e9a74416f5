import { isMessage, type Message } from '../message.js';
import { evaluate } from './condition.js';
import { policiesOf } from './policy.js';
import type { RbacRequest } from './request.js';

export type RbacAction = 'ALLOW' | 'DENY' | 'LOG';

export interface RbacDecision {
  decision: 'allow' | 'deny' | 'unknown';
  /** Undefined where the action is one this engine does not know, and where nothing is enforced. */
  action?: RbacAction;
  /** The first policy that matches for certain. */
  policy?: string;
  /** Policies before it that may match as well; all that may match where none does for certain. */
  undecided: readonly string[];
}

const passes: RbacDecision = { decision: 'allow', undecided: [] };
const undecidedDecision: RbacDecision = { decision: 'unknown', undecided: [] };

/**
 * One engine of an RBAC filter. `rules` that are absent enforce nothing, while empty ones are an ALLOW without policies, which
 * denies all: the action ALLOW is the default and not printed. A `matcher` takes precedence over rules.
 */
export function decide(rules: unknown, matcher: unknown, request: RbacRequest): RbacDecision {
  if (isMessage(matcher)) return undecidedDecision;
  return isMessage(rules) ? decideByRules(rules, request) : passes;
}

function decideByRules(rules: Message, request: RbacRequest): RbacDecision {
  const action = actionOf(rules.action);
  const undecided: string[] = [];
  for (const { name, condition } of policiesOf(rules)) {
    const matches = evaluate(condition, request);
    if (matches === true) return { decision: onMatch(action), ...(action && { action }), policy: name, undecided };
    if (matches === 'unknown') undecided.push(name);
  }
  const decision = undecided.length === 0 || action === 'LOG' ? onNoMatch(action) : 'unknown';
  return { decision, ...(action && { action }), undecided };
}

/** The action of RBAC rules; ALLOW is the default. */
function actionOf(action: unknown): RbacAction | undefined {
  if (action === undefined || action === 'ALLOW' || action === 0) return 'ALLOW';
  if (action === 'DENY' || action === 1) return 'DENY';
  return action === 'LOG' || action === 2 ? 'LOG' : undefined;
}

function onMatch(action: RbacAction | undefined): RbacDecision['decision'] {
  if (action === undefined) return 'unknown';
  return action === 'DENY' ? 'deny' : 'allow';
}

function onNoMatch(action: RbacAction | undefined): RbacDecision['decision'] {
  if (action === undefined) return 'unknown';
  return action === 'ALLOW' ? 'deny' : 'allow';
}
