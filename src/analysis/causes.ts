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
    causes: ranked(
      findings.filter(({ fingerprint }) => causing.has(fingerprint)),
      explained,
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

/** The worst first; among equals the one that explains most. */
function ranked(causes: readonly ReportedFinding[], explained: Explained): Cause[] {
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
