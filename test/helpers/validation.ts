import { describe, expect, test } from 'vitest';
import { type Violation, validateObject } from '../../src/parsers/kubernetes-objects/validation/index.js';

interface Pair {
  valid: unknown;
  invalid: unknown;
  /** Where something is wrong with `invalid`; an error of the webhook unless the field is in one of the other lists. */
  errors?: readonly string[];
  /** What the API server alone refuses. */
  refused?: readonly string[];
  warnings?: readonly string[];
}

/** What `describeValidation` needs of a kind: an object around the spec. */
interface Kind {
  apiVersion: string;
  kind: string;
  name?: string;
  /** What is said of every object of the kind. */
  always?: readonly string[];
}

/** Facts about one kind: a valid spec beside an invalid one, and all that is wrong with the latter. */
export function describeValidation({ name = 'one', always = [], ...type }: Kind, pairs: Record<string, Pair>): void {
  // As a parser would give it, so without members that are undefined.
  const violationsOf = (spec: unknown) =>
    validateObject(JSON.parse(JSON.stringify({ ...type, metadata: { name, namespace: 'shop' }, spec })));
  describe(type.kind, () => {
    for (const [title, { valid, invalid, errors = [], refused = [], warnings = [] }] of Object.entries(pairs)) {
      test(title, () => {
        expect(fields(violationsOf(valid)).warnings).toEqual([...always].sort());
        expect(violationsOf(valid).filter(({ level }) => level === 'error')).toEqual([]);
        expect(fields(violationsOf(invalid))).toEqual({
          errors: [...errors].sort(),
          refused: [...refused].sort(),
          warnings: [...always, ...warnings].sort(),
        });
      });
    }
  });
}

function fields(violations: readonly Violation[]) {
  const those = (wanted: (violation: Violation) => boolean) =>
    violations
      .filter(wanted)
      .map(({ field }) => field)
      .sort();
  return {
    errors: those(({ level, by }) => level === 'error' && by === 'webhook'),
    refused: those(({ by }) => by === 'crd'),
    warnings: those(({ level }) => level === 'warning'),
  };
}
