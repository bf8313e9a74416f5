import { matchesGlob } from '../core/glob.js';
import { compareSeverity } from '../core/severity.js';
import type { MeshModel } from '../model/facets.js';
import { type CauseRule, causeRules } from './cause-rules.js';
import { createScopes } from './cause-scopes.js';
import type { Analysis, Cause, CheckResult, ReportedFinding } from './result.js';

/**
 * Folds symptoms under the finding that explains them. A symptom belongs to the first rule that holds, and a finding
 * that explains others keeps its own place even when a rule could fold it, so that chains stay one level deep.
 */
export function causesOf(results: readonly CheckResult[], model: MeshModel): Pick<Analysis, 'checks' | 'causes'> {
  const findings = results.flatMap((result) => result.findings);
  const scopes = createScopes(model);
  const explained = new Map<string, { cause: ReportedFinding; rule: CauseRule }>();
  const causing = new Set<string>();
  for (const rule of causeRules) {
    const causes = findings.filter(
      (finding) => matchesGlob(rule.cause, finding.check) && !explained.has(finding.fingerprint),
    );
    if (causes.length === 0) continue;
    for (const symptom of findings) {
      if (explained.has(symptom.fingerprint) || causing.has(symptom.fingerprint) || !isSymptom(rule, symptom)) continue;
      const cause = causes.find(
        (candidate) => candidate.fingerprint !== symptom.fingerprint && scopes[rule.scope](candidate, symptom),
      );
      if (cause === undefined) continue;
      explained.set(symptom.fingerprint, { cause, rule });
      causing.add(cause.fingerprint);
    }
  }
  return {
    checks: results.map((result) => ({
      ...result,
      findings: result.findings.map((finding) => withRole(finding, explained, causing)),
    })),
    causes: rankCauses(
      findings.filter(({ fingerprint }) => causing.has(fingerprint)).map((finding) => causeOf(finding, explained)),
      findings,
    ),
  };
}

type Explained = ReadonlyMap<string, { cause: ReportedFinding; rule: CauseRule }>;

function isSymptom(rule: CauseRule, { check, messageId }: ReportedFinding): boolean {
  return rule.symptoms.some((pattern) => {
    const [checks = '', messages = '*'] = pattern.split('#');
    return matchesGlob(checks, check) && matchesGlob(messages, messageId);
  });
}

function withRole(finding: ReportedFinding, explained: Explained, causing: ReadonlySet<string>): ReportedFinding {
  if (explained.has(finding.fingerprint)) return { ...finding, role: 'symptom' };
  return causing.has(finding.fingerprint) ? { ...finding, role: 'cause' } : finding;
}

function causeOf({ fingerprint }: ReportedFinding, explained: Explained): Cause {
  const own = [...explained].filter(([, { cause }]) => cause.fingerprint === fingerprint);
  const whys = new Set(own.map(([, { rule }]) => rule.why));
  return { finding: fingerprint, symptoms: own.map(([symptom]) => symptom), why: [...whys].join(' ') };
}

/** The worst first; among equals the one that explains most. */
export function rankCauses(causes: readonly Cause[], findings: readonly ReportedFinding[]): Cause[] {
  const byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  const known = causes.flatMap((cause) => {
    const finding = byFingerprint.get(cause.finding);
    return finding === undefined ? [] : [{ cause, finding }];
  });
  return known
    .sort(
      (a, b) =>
        compareSeverity(a.finding.severity, b.finding.severity) ||
        b.cause.symptoms.length - a.cause.symptoms.length ||
        compareText(a.finding.title, b.finding.title) ||
        compareText(a.finding.fingerprint, b.finding.fingerprint),
    )
    .map(({ cause }) => cause);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
