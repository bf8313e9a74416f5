import type { Analysis, BundleSummary, CheckResult, ReportedFinding } from '../analysis/result.js';
import { type Evidence, excerptLimits } from '../core/evidence.js';
import { compareSeverity } from '../core/severity.js';
import { type Subject, subjectLabel } from '../core/subject.js';
import { cleanStrings } from './clean.js';
import {
  type Report,
  type ReportBundle,
  type ReportEvidence,
  type ReportFinding,
  type ReportTimeline,
  reportSchemaId,
} from './schema.js';

const maxEvidence = 20;

interface Provenance {
  generatedAt: Date;
  tool: { name: string; version: string };
}

/**
 * Makes the public document of an analysis. Keys stand in the order of the schema and arrays in a fixed order, so equal
 * analyses give equal bytes; every string is printable and masked.
 */
export function buildReport(analysis: Analysis, { generatedAt, tool }: Provenance): Report {
  const findings = analysis.checks.flatMap((check) => check.findings).sort(compareFindings);
  const report: Report = {
    schema: reportSchemaId,
    generatedAt: generatedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    tool: { name: tool.name, version: tool.version },
    complete: analysis.complete,
    bundles: analysis.bundles.map(bundleOf),
    mesh: meshOf(analysis.mesh),
    inventory: inventoryOf(analysis.inventory),
    summary: summaryOf(analysis, findings),
    causes: analysis.causes.map(({ finding, symptoms, why }) => ({ finding, symptoms: [...symptoms], why })),
    findings: findings.map(findingOf),
    suppressed: analysis.suppressed.map(({ fingerprint, by, until, reason }) => ({
      fingerprint,
      by,
      ...(until !== undefined && { until }),
      ...(reason !== undefined && { reason }),
    })),
    checks: [...analysis.checks].sort((a, b) => compareText(a.id, b.id)).map(checkOf),
    coverage: coverageOf(analysis.coverage),
    ...(analysis.timeline !== undefined && { timeline: timelineOf(analysis.timeline) }),
  };
  const clean = cleanStrings(report);
  for (const finding of clean.findings) {
    for (const evidence of finding.evidence) {
      if (evidence.excerpt !== undefined) evidence.excerpt = clipToLimits(evidence.excerpt);
    }
  }
  return clean;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareFindings(a: ReportedFinding, b: ReportedFinding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    compareText(a.check, b.check) ||
    compareText(subjectLabel(a.subject), subjectLabel(b.subject)) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function summaryOf(analysis: Analysis, findings: readonly ReportedFinding[]): Report['summary'] {
  const count = (severity: ReportedFinding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    causes: analysis.causes.length,
    inconclusive: analysis.checks.filter(({ outcome }) => outcome === 'inconclusive').length,
    checks: analysis.checks.length,
  };
}

export function bundleOf(bundle: BundleSummary): ReportBundle {
  return {
    name: bundle.name,
    sha256: bundle.sha256,
    layout: bundle.layout,
    ...(bundle.producer !== undefined && { producer: bundle.producer }),
    ...(bundle.cluster !== undefined && { cluster: bundle.cluster }),
    ...(bundle.capturedFrom !== undefined && { capturedFrom: bundle.capturedFrom }),
    ...(bundle.capturedTo !== undefined && { capturedTo: bundle.capturedTo }),
    entries: bundle.entries,
    bytes: bundle.bytes,
    complete: bundle.complete,
    notes: bundle.notes.map(({ code, path, line, detail }) => ({
      code,
      ...(path !== undefined && { path }),
      ...(line !== undefined && { line }),
      ...(detail !== undefined && { detail }),
    })),
  };
}

export function meshOf(mesh: Analysis['mesh']): Report['mesh'] {
  return {
    istioVersions: [...mesh.istioVersions],
    ...(mesh.kubernetesVersion !== undefined && { kubernetesVersion: mesh.kubernetesVersion }),
    revisions: [...mesh.revisions],
    ...(mesh.trustDomain !== undefined && { trustDomain: mesh.trustDomain }),
    dataPlane: [...mesh.dataPlane],
  };
}

/** Counts by a name from the mesh (a namespace, a version) are sorted by that name. */
export function inventoryOf(inventory: Analysis['inventory']): Report['inventory'] {
  return Object.fromEntries(
    Object.entries(inventory).map(([key, value]): [string, Report['inventory'][string]] => {
      if (typeof value === 'number') return [key, value];
      if (isList(value)) return [key, [...value]];
      return [key, Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)))];
    }),
  );
}

function isList(value: Exclude<Analysis['inventory'][string], number>): value is readonly string[] {
  return Array.isArray(value);
}

function findingOf(finding: ReportedFinding): ReportFinding {
  return {
    fingerprint: finding.fingerprint,
    check: finding.check,
    messageId: finding.messageId,
    severity: finding.severity,
    basis: finding.basis,
    role: finding.role,
    title: finding.title,
    subject: subjectOf(finding.subject),
    ...(finding.detail !== undefined && { detail: finding.detail }),
    args: { ...finding.args },
    remediation: finding.remediation.map(({ text, command, doc }) => ({
      text,
      ...(command !== undefined && { command }),
      ...(doc !== undefined && { doc }),
    })),
    evidence: finding.evidence.slice(0, maxEvidence).map(evidenceOf),
    evidenceTotal: Math.max(finding.evidenceTotal, finding.evidence.length),
    aliases: [...finding.aliases],
    ...(finding.firstSeen !== undefined && { firstSeen: finding.firstSeen }),
    ...(finding.lastSeen !== undefined && { lastSeen: finding.lastSeen }),
    ...(finding.baseline !== undefined && { baseline: finding.baseline }),
  };
}

function subjectOf({ kind, group, namespace, name, cluster }: Subject): Subject {
  return {
    kind,
    ...(group !== undefined && { group }),
    ...(namespace !== undefined && { namespace }),
    name,
    ...(cluster !== undefined && { cluster }),
  };
}

function evidenceOf({ bundle, path, line, pointer, field, excerpt, reconstructed }: Evidence): ReportEvidence {
  return {
    ...(bundle !== undefined && { bundle }),
    path,
    ...(line !== undefined && { line }),
    ...(pointer !== undefined && { pointer }),
    ...(field !== undefined && { field }),
    ...(excerpt !== undefined && { excerpt }),
    ...(reconstructed !== undefined && { reconstructed }),
  };
}

/** Escapes make a line longer than what was cut from the entry, so the limits are applied once more at the end. */
function clipToLimits(excerpt: string): string {
  const lines = excerpt.split('\n');
  const kept = lines.slice(0, excerptLimits.lines).map((line) => clipLine(line));
  const last = kept.length - 1;
  if (lines.length > excerptLimits.lines && !kept[last]?.endsWith('…')) kept[last] = clipLine(`${kept[last]} …`);
  return kept.join('\n');
}

function clipLine(line: string): string {
  if (line.length <= excerptLimits.columns) return line;
  const cut = line.slice(0, excerptLimits.columns - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.endsWith('…') ? cut.slice(0, -1) : cut}…`;
}

function checkOf({
  id,
  title,
  category,
  why,
  outcome,
  because,
  coverage,
  findings,
}: CheckResult): Report['checks'][number] {
  return {
    id,
    title,
    category,
    why,
    outcome,
    ...(because !== undefined && { because }),
    ...(coverage !== undefined && { coverage: seenOf(coverage) }),
    findings: findings.length,
  };
}

function seenOf({ seen, expected, namespaces }: Seen): { seen: number; expected?: number; namespaces?: string[] } {
  return {
    seen,
    ...(expected !== undefined && { expected }),
    ...(namespaces !== undefined && { namespaces: [...namespaces] }),
  };
}

type Seen = NonNullable<Analysis['checks'][number]['coverage']>;

export function coverageOf(ledger: Analysis['coverage']): Report['coverage'] {
  return {
    read: ledger.read.map((read) => ({ what: read.what, title: read.title, ...seenOf(read), empty: read.empty })),
    unusable: ledger.unusable.map(({ bundle, path, reason }) => ({
      ...(bundle !== undefined && { bundle }),
      path,
      reason,
    })),
    absent: ledger.absent.map(({ what, title, because, blocks, capture }) => ({
      what,
      title,
      because,
      blocks: [...blocks],
      capture,
    })),
    notRead: {
      recognised: ledger.notRead.recognised,
      unknown: ledger.notRead.unknown,
      examples: [...ledger.notRead.examples],
    },
    ...(ledger.redacted !== undefined && {
      redacted: {
        values: ledger.redacted.values,
        entries: ledger.redacted.entries,
        examples: [...ledger.redacted.examples],
      },
    }),
  };
}

function timelineOf({ from, to, entries, omitted, clocks }: NonNullable<Analysis['timeline']>): ReportTimeline {
  return {
    from,
    to,
    entries: entries.map(
      ({ kind, at, until, peak, title, severity, subject, count, clock, resolution, finding, evidence }) => ({
        kind,
        at,
        ...(until !== undefined && { until }),
        ...(peak !== undefined && { peak: { at: peak.at, count: peak.count, seconds: peak.seconds } }),
        title,
        ...(severity !== undefined && { severity }),
        ...(subject !== undefined && { subject: subjectOf(subject) }),
        count,
        clock,
        resolution,
        ...(finding !== undefined && { finding }),
        ...(evidence !== undefined && { evidence: placeOf(evidence) }),
      }),
    ),
    omitted,
    clocks: clocks.map(({ clock, of, ahead, evidence }) => ({
      clock,
      ...(of !== undefined && { of }),
      ahead,
      evidence: placeOf(evidence),
    })),
  };
}

/** Where it stands; what it says is in the title, or in the finding. */
function placeOf({ excerpt: _, reconstructed: __, ...place }: Evidence): ReportEvidence {
  return evidenceOf(place);
}
