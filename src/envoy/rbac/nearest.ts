import type { Message } from '../message.js';
import { type Condition, evaluate, type Field, type Test } from './condition.js';
import { type Policy, policiesOf } from './policy.js';
import type { RbacRequest } from './request.js';

/** A part of a rule that does not hold. */
export interface FailingPart {
  /** `mixed` where it looks at several things, which no AuthorizationPolicy asks for. */
  field: Field | 'mixed';
  /** Of the header, claim or metadata. */
  name?: string;
  /** It must be none of what is wanted. */
  isNegated: boolean;
  wants: readonly string[];
  /** What the request has; absent where it has nothing or nothing is known. */
  actual?: string;
  /** Whether it cannot be told that it fails. */
  isUnknown: boolean;
}

export interface NearestRule {
  policy: string;
  failing: readonly FailingPart[];
}

/** The policy that lacks the fewest parts to match, and which; undefined where there is no policy or one matches. */
export function nearestRule(rules: Message, request: RbacRequest): NearestRule | undefined {
  let nearest: NearestRule | undefined;
  for (const { name, condition } of policiesOf(rules)) {
    const failing = failingParts(condition, request);
    if (failing.length === 0) return undefined;
    if (nearest === undefined || failing.length < nearest.failing.length) nearest = { policy: name, failing };
  }
  return nearest;
}

/** Whether a caller with an identity would have passed: all that fails asks who it is. */
export function lacksOnlyIdentity({ failing }: NearestRule): boolean {
  return failing.every(({ field, isNegated }) => identityFields.has(field) && !isNegated);
}

const identityFields: ReadonlySet<string> = new Set(['principal', 'namespace', 'service account']);

/** Of the alternatives (`to` entries, and `from` entries) those count that lack the fewest parts. */
function failingParts({ of: sides }: Policy['condition'], request: RbacRequest): readonly FailingPart[] {
  return sides.flatMap((side) => {
    const alternatives = side.kind === 'any' && side.of.length > 0 ? side.of : [side];
    return alternatives
      .map((alternative) => partsOf(alternative).filter((part) => evaluate(part, request) !== true))
      .reduce((fewest, parts) => (parts.length < fewest.length ? parts : fewest))
      .map((part) => partOf(part, request));
  });
}

function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' ? condition.of.flatMap(partsOf) : [condition];
}

function partOf(condition: Condition, request: RbacRequest): FailingPart {
  const isNegated = condition.kind === 'not';
  const wanted = condition.kind === 'not' ? condition.of : condition;
  const tests = testsOf(wanted);
  const [first] = tests;
  const isOneField =
    first !== undefined && tests.every(({ field, name }) => field === first.field && name === first.name);
  const areClaims = tests.length > 0 && tests.every(({ field }) => field === 'claim');
  const actual = isOneField ? first.actual?.(request) : undefined;
  return {
    field: isOneField ? first.field : areClaims ? 'claim' : 'mixed',
    ...(isOneField && first.name !== undefined && { name: first.name }),
    isNegated,
    wants: alternativesOf(wanted).map((one) => wording(one, !isOneField)),
    ...(actual !== undefined && { actual }),
    isUnknown: evaluate(condition, request) === 'unknown',
  };
}

function testsOf(condition: Condition): readonly Test[] {
  if (condition.kind === 'test') return [condition];
  return condition.kind === 'not' ? testsOf(condition.of) : condition.of.flatMap(testsOf);
}

function alternativesOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'any' ? condition.of.flatMap(alternativesOf) : [condition];
}

function wording(condition: Condition, namesField: boolean): string {
  switch (condition.kind) {
    case 'test':
      return namesField ? `${condition.name ?? condition.field} ${condition.wants}` : condition.wants;
    case 'not':
      return `not ${wording(condition.of, namesField)}`;
    default:
      return condition.of.map((part) => wording(part, namesField)).join(condition.kind === 'all' ? ' and ' : ' or ');
  }
}
