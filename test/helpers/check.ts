import { describe, expect, test } from 'vitest';
import type { Check, FacetsFor } from '../../src/checks/check.js';
import type { Severity } from '../../src/core/severity.js';
import { subjectLabel } from '../../src/core/subject.js';
import type { FacetName } from '../../src/model/facets.js';

interface Expected {
  messageId: string;
  /** `Kind namespace/name`. */
  subject: string;
  args?: Record<string, string | number>;
  line?: number;
  severity?: Severity;
  /** How many pieces of evidence. */
  evidence?: number;
  /** The codes that the finding itself carries. */
  aliases?: readonly string[];
}

interface Cases<R extends FacetName, U extends FacetName> {
  /** Facets from which nothing may be reported. */
  silent: Record<string, FacetsFor<R, U>>;
  /** Facets of a partial bundle from which nothing may be reported either, and a part of the reason why that says nothing. */
  open?: Record<string, { given: FacetsFor<R, U>; because: string }>;
  fires: Record<string, { given: FacetsFor<R, U>; expect: readonly Expected[] }>;
  /** Facets with which the check does not apply, and a part of the reason. */
  notApplicable?: Record<string, { given: FacetsFor<R, U>; because: string }>;
}

export const testNow = new Date('2026-03-04T09:31:00Z');

/** A check's behaviour as a list: what stays silent, what fires, where it does not apply. */
export function describeCheck<R extends FacetName, U extends FacetName, M extends string>(
  check: Check<R, U, M>,
  cases: Cases<R, U>,
): void {
  const context = { now: testNow, undecided: () => {} };
  describe(check.meta.id, () => {
    for (const [name, given] of Object.entries(cases.silent)) {
      test(`silent: ${name}`, () => {
        expect([...check.run(given, context)]).toEqual([]);
      });
    }
    for (const [name, { given, because }] of Object.entries(cases.open ?? {})) {
      test(`left open: ${name}`, () => {
        const reasons: string[] = [];
        expect([...check.run(given, { ...context, undecided: (reason) => reasons.push(reason) })]).toEqual([]);
        expect(reasons[0]).toContain(because);
      });
    }
    for (const [name, { given, expect: expected }] of Object.entries(cases.fires)) {
      test(`fires: ${name}`, () => {
        const found = [...check.run(given, context)];
        expect(
          found.map((finding) => ({ messageId: finding.messageId, subject: subjectLabel(finding.subject) })),
        ).toEqual(expected.map(({ messageId, subject }) => ({ messageId, subject })));
        for (const [index, want] of expected.entries()) {
          const finding = found[index];
          if (want.args !== undefined) expect(finding?.args).toMatchObject(want.args);
          if (want.line !== undefined) expect(finding?.evidence[0].line).toBe(want.line);
          if (want.severity !== undefined) expect(finding?.severity ?? check.meta.severity).toBe(want.severity);
          if (want.aliases !== undefined) expect(finding?.aliases ?? []).toEqual(want.aliases);
          if (want.evidence !== undefined) expect(finding?.evidence).toHaveLength(want.evidence);
          const template = check.messages[finding?.messageId as M] ?? '';
          for (const [, placeholder] of template.matchAll(/\{(\w+)\}/g))
            expect(finding?.args).toHaveProperty(placeholder ?? '');
        }
      });
    }
    for (const [name, { given, because }] of Object.entries(cases.notApplicable ?? {})) {
      test(`does not apply: ${name}`, () => {
        expect(check.applies?.(given, context)).toContain(because);
      });
    }
  });
}
