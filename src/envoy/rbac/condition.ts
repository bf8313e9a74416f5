import { every, not, some, type Truth } from '../truth.js';
import type { RbacRequest } from './request.js';

/** What a test looks at, in the words of an AuthorizationPolicy where it has them. */
export type Field =
  | 'anything'
  | 'method'
  | 'host'
  | 'path'
  | 'header'
  | 'destination address'
  | 'destination port'
  | 'server name'
  | 'principal'
  | 'namespace'
  | 'service account'
  | 'source address'
  | 'remote address'
  | 'claim'
  | 'metadata'
  | 'expression'
  | 'extension';

/** One comparison. */
export interface Test {
  kind: 'test';
  field: Field;
  /** Of a header, claim or metadata. */
  name?: string;
  /** What it wants, for people: `POST`, `prefix /api/`, `10.0.0.0/8`. */
  wants: string;
  holds: (request: RbacRequest) => Truth;
  /** What the request has instead; undefined where it has nothing or nothing is known. */
  actual?: (request: RbacRequest) => string | undefined;
}

/** Permissions, principals and their like, prepared. */
export type Condition = { kind: 'all' | 'any'; of: readonly Condition[] } | { kind: 'not'; of: Condition } | Test;

export const anything: Test = { kind: 'test', field: 'anything', wants: 'anything', holds: () => true };

/** What the engine cannot evaluate. */
export function undecidable(field: Field, wants: string): Test {
  return { kind: 'test', field, wants, holds: () => 'unknown' };
}

export function evaluate(condition: Condition, request: RbacRequest): Truth {
  switch (condition.kind) {
    case 'all':
      return every(condition.of, (part) => evaluate(part, request));
    case 'any':
      return some(condition.of, (part) => evaluate(part, request));
    case 'not':
      return not(evaluate(condition.of, request));
    case 'test':
      return condition.holds(request);
  }
}
