import { matchesGlob } from '../core/glob.js';
import { compareSeverity } from '../core/severity.js';
import type { MeshModel } from '../model/facets.js';
import { type CauseRule, causeRules } from './cause-rules.js';
import { createScopes, type Scopes } from './cause-scopes.js';
import type { Analysis, Cause, CheckResult, ReportedFinding } from './result.js';

/**
 * Folds symptoms under the finding that explains them. A symptom belongs to the first rule that holds, and a finding
 * that explains others keeps its own place even when a rule could fold it, so that chains stay one level deep.
 */
export function causesOf(results: readonly CheckResult[], model: MeshModel): Pick<Analysis, 'checks' | 'causes'> {
  const findings = results.flatMap((result) => result.findings);
  const scopes = createScopes(model);
  const explained = new Map<string, { cause: ReportedFinding; rule: CauseRule }>();
  for (const rule of causeRules) {
    const causes = findings.filter(
      (finding) => matchesGlob(rule.cause, finding.check) && !explained.has(finding.fingerprint),
    );
    if (causes.length === 0) continue;
    for (const symptom of findings) {
      if (explained.has(symptom.fingerprint) || !rule.symptoms.some((glob) => matchesGlob(glob, symptom.check)))
        continue;
      const cause = causes.find(
        (candidate) => candidate.fingerprint !== symptom.fingerprint && holds(rule, candidate, symptom, scopes),
      );
      if (cause !== undefined && !isCause(symptom, explained)) explained.set(symptom.fingerprint, { cause, rule });
    }
  }
  return {
    checks: results.map((result) => ({
      ...result,
      findings: result.findings.map((finding) => withRole(finding, explained)),
    })),
    causes: ranked(findings, explained),
  };
}

type Explained = ReadonlyMap<string, { cause: ReportedFinding; rule: CauseRule }>;

function holds(rule: CauseRule, cause: ReportedFinding, symptom: ReportedFinding, scopes: Scopes): boolean {
  return scopes[rule.scope](cause, symptom);
}

function isCause(finding: ReportedFinding, explained: Explained): boolean {
  return [...explained.values()].some(({ cause }) => cause.fingerprint === finding.fingerprint);
}

function withRole(finding: ReportedFinding, explained: Explained): ReportedFinding {
  if (explained.has(finding.fingerprint)) return { ...finding, role: 'symptom' };
  return isCause(finding, explained) ? { ...finding, role: 'cause' } : finding;
}

/** The worst first; among equals the one that explains most. */
function ranked(findings: readonly ReportedFinding[], explained: Explained): Cause[] {
  const causes = findings.filter((finding) => isCause(finding, explained));
  return causes
    .map((finding) => {
      const own = [...explained].filter(([, { cause }]) => cause.fingerprint === finding.fingerprint);
      return {
        finding,
        symptoms: own.map(([fingerprint]) => fingerprint),
        whys: [...new Set(own.map(([, { rule }]) => rule.why))],
      };
    })
    .sort(
      (a, b) =>
        compareSeverity(a.finding.severity, b.finding.severity) ||
        b.symptoms.length - a.symptoms.length ||
        compareText(a.finding.title, b.finding.title) ||
        compareText(a.finding.fingerprint, b.finding.fingerprint),
    )
    .map(({ finding, symptoms, whys }) => ({ finding: finding.fingerprint, symptoms, why: whys.join(' ') }));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
