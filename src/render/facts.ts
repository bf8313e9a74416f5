import type { Report, ReportCheck, ReportFinding } from '../report/schema.js';
import { count, digits, noteText, severityCounts } from './words.js';

/** What several formats say about a report and what they derive from it in the same way. */
export interface Facts {
  findings: ReadonlyMap<string, ReportFinding>;
  checks: ReadonlyMap<string, ReportCheck>;
  /** Causes that are findings of this report, with their symptoms. */
  causes: readonly { finding: ReportFinding; symptoms: readonly ReportFinding[]; why: string }[];
  isCause: ReadonlySet<string>;
  /** Fingerprints of the causes of a symptom. */
  causesOf: ReadonlyMap<string, readonly string[]>;
  /** Findings that are neither a cause nor the symptom of one. */
  others: readonly ReportFinding[];
  /** Checks that came to a result about the mesh. */
  ran: readonly ReportCheck[];
  notRun: readonly ReportCheck[];
  /** Parts that were not in the bundle and that some check needs. */
  missing: Report['coverage']['absent'];
  /** Parts of which only some were in the bundle. */
  partial: readonly { title: string; seen: number; expected: number }[];
}

export function factsOf(report: Report): Facts {
  const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const causes = report.causes.flatMap(({ finding, symptoms, why }) => {
    const found = findings.get(finding);
    return found === undefined
      ? []
      : [{ finding: found, symptoms: symptoms.flatMap((print) => findings.get(print) ?? []), why }];
  });
  const causesOf = new Map<string, string[]>();
  for (const cause of causes) {
    for (const { fingerprint } of cause.symptoms) {
      causesOf.set(fingerprint, [...(causesOf.get(fingerprint) ?? []), cause.finding.fingerprint]);
    }
  }
  const isCause = new Set(causes.map(({ finding }) => finding.fingerprint));
  const notRun = report.checks.filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'error');
  const blocked = new Set(notRun.map(({ id }) => id));
  return {
    findings,
    checks: new Map(report.checks.map((check) => [check.id, check])),
    causes,
    isCause,
    causesOf,
    others: report.findings.filter(({ fingerprint }) => !isCause.has(fingerprint) && !causesOf.has(fingerprint)),
    ran: report.checks.filter(({ outcome }) => outcome === 'pass' || outcome === 'fail'),
    notRun,
    missing: report.coverage.absent.filter(({ blocks }) => blocks.some((id) => blocked.has(id))),
    partial: report.coverage.read.flatMap(({ title, seen, expected }) =>
      expected === undefined || seen >= expected ? [] : [{ title, seen, expected }],
    ),
  };
}

/**
 * The whole report in one sentence: what explains the findings, or what was found, or that nothing was found and in how
 * many checks. Never that there is nothing to find.
 */
export function verdict(report: Report, facts: Facts): string {
  const { summary } = report;
  const total = report.findings.length;
  if (facts.causes.length > 0) {
    const explained = total - facts.others.length;
    return `${count(facts.causes.length, 'cause explains', 'causes explain')} ${digits(explained)} of ${count(total, 'finding')}`;
  }
  if (summary.error + summary.warning > 0) return `${severityCounts(summary)} in ${count(facts.ran.length, 'check')}`;
  if (facts.ran.length === 0) return 'Nothing could be checked';
  const infos = summary.info === 0 ? '' : `, ${count(summary.info, 'info')}`;
  return `No error or warning in ${count(facts.ran.length, 'check')}${infos}`;
}

/** Why the bundle is incomplete, entry by entry; empty when it is complete. */
export function incompleteReasons(report: Pick<Report, 'complete' | 'bundles'>): string[] {
  if (report.complete) return [];
  const losses = report.bundles.flatMap((bundle) => {
    const named = report.bundles.length > 1 ? `${bundle.name}: ` : '';
    return bundle.notes
      .filter(({ code }) => isLoss(code))
      .map((note) => `${named}${note.path === undefined ? '' : `${note.path} `}${noteText(note)}`);
  });
  return losses.length > 0 ? losses : ['parts of it could not be read'];
}

function isLoss(code: string): boolean {
  return (
    code.startsWith('archive-') ||
    code.startsWith('capture-') ||
    /^entry-(truncated|too-large|unreadable|skipped)$/.test(code)
  );
}
