import { describe, expect, test } from 'vitest';
import type { AnyCheck } from '../../src/checks/check.js';
import { subjectLabel } from '../../src/core/subject.js';
import { findingsIn, resultOf } from './manifests.js';
import { dedent } from './parse.js';

/** Manifests in YAML, with a MeshConfig where Istio's defaults will not do. */
export type Manifests = string | { yaml: string; meshConfig: string };

/** Puts documents of different indentation into one file. */
export function documents(...texts: readonly string[]): string {
  return texts.map((text) => dedent(text).trim()).join('\n---\n');
}

export interface ExpectedFinding {
  messageId: string;
  /** `Kind namespace/name`. */
  subject: string;
  severity?: string;
  aliases?: readonly string[];
  args?: Record<string, string | number>;
  /** Line of the first piece of evidence. */
  line?: number;
}

interface Cases {
  silent: Record<string, Manifests>;
  /** Manifests that leave the question open, and a part of the reason. */
  open?: Record<string, { given: Manifests; because: string }>;
  fires: Record<string, { given: Manifests; expect: readonly ExpectedFinding[] }>;
}

/** A check's behaviour over manifests, as a list: what stays silent, what stays open, what fires. */
export function describeOnManifests(check: AnyCheck, { silent, open = {}, fires }: Cases): void {
  describe(check.meta.id, () => {
    for (const [name, given] of Object.entries(silent)) {
      test(`silent: ${name}`, () => {
        const { outcome, because, findings } = resultOf(check, ...args(given));
        expect({ outcome, because, titles: findings.map(({ title }) => title) }).toMatchObject({ titles: [] });
        expect(['pass', 'notApplicable']).toContain(outcome);
      });
    }
    for (const [name, { given, because }] of Object.entries(open)) {
      test(`left open: ${name}`, () => {
        const result = resultOf(check, ...args(given));
        expect(result).toMatchObject({ outcome: 'inconclusive', findings: [] });
        expect(result.because).toContain(because);
      });
    }
    for (const [name, { given, expect: expected }] of Object.entries(fires)) {
      test(`fires: ${name}`, () => {
        const found = findingsIn(check, ...args(given));
        const shown = found.map(({ evidence, subject, ...finding }) => ({
          ...finding,
          subject: subjectLabel(subject),
          line: evidence[0]?.line,
        }));
        expect(shown.sort(bySubject)).toMatchObject([...expected].sort(bySubject));
        expect(found.map(({ title }) => title).join(' ')).not.toMatch(/[{}]/);
      });
    }
  });
}

function args(given: Manifests): [string, { meshConfig?: string }] {
  return typeof given === 'string' ? [given, {}] : [given.yaml, { meshConfig: given.meshConfig }];
}

function bySubject(a: { subject: string; messageId: string }, b: { subject: string; messageId: string }): number {
  const [one, other] = [`${a.subject} ${a.messageId}`, `${b.subject} ${b.messageId}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
