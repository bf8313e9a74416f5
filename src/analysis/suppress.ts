import { matchesGlob } from '../core/glob.js';
import { subjectLabel } from '../core/subject.js';
import type { Analysis, CheckResult, ReportedFinding } from './result.js';

/** Silences one check, or one check about one subject, until a day. */
export interface Suppression {
  /** Id of a check or a code of another tool (IST0101); `*` stands for any text. */
  check: string;
  /** `Kind namespace/name`, `namespace/name` or a name; `*` stands for any text. */
  subject?: string;
  /** `YYYY-MM-DD`; from the next day on the finding is reported again. */
  until?: string;
}

/** Takes suppressed findings out of the results; the report lists what was taken. */
export function suppress(
  results: readonly CheckResult[],
  suppressions: readonly Suppression[],
  now: Date,
  byAnnotation: (finding: ReportedFinding) => string | undefined = () => undefined,
): { results: CheckResult[]; suppressed: Analysis['suppressed'] } {
  const today = now.toISOString().slice(0, 10);
  const active = suppressions.filter((suppression) => suppression.until === undefined || suppression.until >= today);
  const suppressed: { fingerprint: string; by: string; until?: string }[] = [];
  const kept = results.map((result) => ({
    ...result,
    findings: result.findings.filter((finding) => {
      const by = active.find((suppression) => covers(suppression, finding));
      const annotation = by === undefined ? byAnnotation(finding) : undefined;
      if (annotation !== undefined) suppressed.push({ fingerprint: finding.fingerprint, by: annotation });
      if (by === undefined) return annotation === undefined;
      suppressed.push({
        fingerprint: finding.fingerprint,
        by: by.subject === undefined ? by.check : `${by.check}=${by.subject}`,
        ...(by.until !== undefined && { until: by.until }),
      });
      return false;
    }),
  }));
  return { results: kept, suppressed };
}

function covers(suppression: Suppression, finding: ReportedFinding): boolean {
  if (![finding.check, ...finding.aliases].some((id) => matchesGlob(suppression.check, id))) return false;
  if (suppression.subject === undefined) return true;
  const label = subjectLabel(finding.subject);
  return [label, label.slice(label.indexOf(' ') + 1), finding.subject.name].some((name) =>
    matchesGlob(suppression.subject ?? '', name),
  );
}
