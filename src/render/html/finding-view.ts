import type { Basis, Severity } from '../../core/severity.js';
import { subjectLabel } from '../../core/subject.js';
import type { ReportEvidence, ReportFinding } from '../../report/schema.js';
import type { Facts } from '../facts.js';
import { count, digits, shortTime } from '../words.js';
import type { PageLimits } from './limits.js';
import { documentationLink } from './links.js';

/** Evidence that is seen without opening anything further. */
const shownEvidence = 3;
const shownSymptoms = 8;

const severityWords = { error: 'Error', warning: 'Warning', info: 'Info' } satisfies Record<Severity, string>;

const basisTitles = {
  observed: 'Observed',
  declared: 'Declared in configuration',
  inferred: 'Inferred',
} satisfies Record<Basis, string>;

/** Names that templates/partials/finding.hbs uses. */
export type FindingView = {
  fingerprint: string;
  severity: Severity;
  severityWord: string;
  /** The rank of a cause, else empty. */
  rank: string;
  title: string;
  check: string;
  basis: string;
  subject: string;
  namespace: string;
  baseline: string;
  open: boolean;
  /** Only the title is shown. */
  brief: boolean;
  detail: string[];
  seen: string;
  why: string;
  steps: { text: string; command: string; doc: string; docHost: string }[];
  evidenceCount: string;
  evidence: EvidenceView[];
  moreEvidence: EvidenceView[];
  moreEvidenceLabel: string;
  evidenceNotKept: string;
  because: string;
  symptoms: LinkView[];
  symptomsLabel: string;
  moreSymptoms: LinkView[];
  moreSymptomsLabel: string;
  symptomOf: LinkView[];
  aliases: string;
};

export type LinkView = { fingerprint: string; severity: Severity; severityWord: string; title: string };

export type EvidenceView = {
  bundle: string;
  path: string;
  line: string;
  within: string;
  lines: { number: string; text: string }[];
  reconstructed: boolean;
  trimmed: boolean;
};

interface Options {
  facts: Facts;
  limits: PageLimits;
  open?: boolean;
  rank?: string;
  because?: string;
  symptoms?: readonly ReportFinding[];
  brief?: boolean;
}

export function findingView(finding: ReportFinding, options: Options): FindingView {
  const { facts, limits, open = false, rank = '', because = '', symptoms = [], brief = false } = options;
  const evidence = finding.evidence.slice(0, limits.evidence).map((row) => evidenceView(row, limits));
  const more = evidence.slice(shownEvidence);
  const notKept = finding.evidenceTotal - evidence.length;
  const links = symptoms.map(linkView);
  const moreSymptoms = links.slice(shownSymptoms);
  return {
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    severityWord: severityWords[finding.severity],
    rank,
    title: finding.title,
    check: finding.check,
    basis: basisTitles[finding.basis],
    subject: subjectLabel(finding.subject),
    namespace: finding.subject.namespace ?? '',
    baseline: finding.baseline ?? '',
    open,
    brief,
    detail: finding.detail === undefined ? [] : finding.detail.split('\n').filter((line) => line.trim() !== ''),
    seen: seenPeriod(finding),
    why: facts.checks.get(finding.check)?.why ?? '',
    steps: finding.remediation.map(({ text, command = '', doc }) => {
      const link = documentationLink(doc);
      return { text, command, doc: link?.href ?? '', docHost: link?.host ?? '' };
    }),
    evidenceCount: finding.evidenceTotal > 1 ? digits(finding.evidenceTotal) : '',
    evidence: evidence.slice(0, shownEvidence),
    moreEvidence: more,
    moreEvidenceLabel: `${digits(more.length)} more`,
    evidenceNotKept:
      notKept > 0 ? `and ${count(notKept, 'more place')} that ${notKept === 1 ? 'is' : 'are'} not listed here` : '',
    because,
    symptoms: links.slice(0, shownSymptoms),
    symptomsLabel: symptoms.length > 0 ? count(symptoms.length, 'symptom') : '',
    moreSymptoms,
    moreSymptomsLabel: `${digits(moreSymptoms.length)} more`,
    symptomOf: (facts.causesOf.get(finding.fingerprint) ?? []).flatMap((print) => {
      const cause = facts.findings.get(print);
      return cause === undefined ? [] : [linkView(cause)];
    }),
    aliases: finding.aliases.join(', '),
  };
}

function linkView({ fingerprint, severity, title }: ReportFinding): LinkView {
  return { fingerprint, severity, severityWord: severityWords[severity], title };
}

function seenPeriod({ firstSeen, lastSeen }: ReportFinding): string {
  if (firstSeen === undefined || lastSeen === undefined) {
    const only = firstSeen ?? lastSeen;
    return only === undefined ? '' : shortTime(only);
  }
  return `${shortTime(firstSeen)} to ${shortTime(lastSeen)}`;
}

function evidenceView(row: ReportEvidence, limits: PageLimits): EvidenceView {
  const all = row.excerpt === undefined ? [] : row.excerpt.split('\n');
  const lines = all.slice(0, limits.excerptLines);
  const numbered = row.line !== undefined && row.reconstructed !== true;
  return {
    bundle: row.bundle ?? '',
    path: row.path,
    line: row.line === undefined ? '' : String(row.line),
    within: row.pointer ?? row.field ?? '',
    lines: lines.map((text, index) => ({ number: numbered ? String((row.line ?? 0) + index) : '', text })),
    reconstructed: row.reconstructed === true && lines.length > 0,
    trimmed: lines.length < all.length,
  };
}
