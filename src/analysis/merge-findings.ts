import type { AnyCheck, Finding, Remediation } from '../checks/check.js';
import type { Evidence } from '../core/evidence.js';
import { shortHash } from '../core/hash.js';
import { compareSeverity } from '../core/severity.js';
import type { Subject } from '../core/subject.js';
import type { ReportedFinding } from './result.js';

const maxEvidence = 20;

/** The cluster that findings are from, and its bundle. */
export interface Origin {
  cluster: string;
  bundle: string;
}

/**
 * Turns what a check yields into what a report shows: texts made, findings of equal identity merged into one with all
 * their evidence, sorted by severity and subject. With an origin, subjects carry their cluster and evidence its bundle.
 */
export function mergeFindings(check: AnyCheck, yielded: Iterable<Finding>, origin?: Origin): ReportedFinding[] {
  const merged = new Map<string, ReportedFinding & { evidence: Evidence[] }>();
  for (const found of yielded) {
    const finding = origin === undefined ? found : from(origin, found);
    const print = fingerprint(check, finding);
    const known = merged.get(print);
    if (known === undefined) {
      merged.set(print, reported(check, finding, print));
      continue;
    }
    known.evidenceTotal += finding.evidence.length;
    known.evidence.push(...finding.evidence.slice(0, maxEvidence - known.evidence.length));
    if (finding.severity !== undefined && compareSeverity(finding.severity, known.severity) < 0)
      known.severity = finding.severity;
    if (finding.firstSeen !== undefined && !(known.firstSeen !== undefined && known.firstSeen <= finding.firstSeen))
      known.firstSeen = finding.firstSeen;
    if (finding.lastSeen !== undefined && !(known.lastSeen !== undefined && known.lastSeen >= finding.lastSeen))
      known.lastSeen = finding.lastSeen;
  }
  return [...merged.values()].sort((a, b) => compareSeverity(a.severity, b.severity) || (a.title < b.title ? -1 : 1));
}

function from({ cluster, bundle }: Origin, finding: Finding): Finding {
  const [first, ...rest] = finding.evidence;
  const located = (evidence: Evidence): Evidence => ({ ...evidence, bundle: evidence.bundle ?? bundle });
  return {
    ...finding,
    subject: { ...finding.subject, cluster: finding.subject.cluster ?? cluster },
    evidence: [located(first), ...rest.map(located)],
  };
}

/** Identity across reports: no line numbers, counts, times or pod names. */
function fingerprint(check: AnyCheck, finding: Finding): string {
  const { kind, group = '', namespace = '', name, cluster = '' } = finding.subject;
  const identifying = (check.identity ?? []).flatMap((key) => [key, String(finding.args[key] ?? '')]);
  return shortHash([check.meta.id, finding.messageId, kind, group, namespace, name, cluster, ...identifying]);
}

function reported(check: AnyCheck, finding: Finding, print: string): ReportedFinding & { evidence: Evidence[] } {
  return {
    fingerprint: print,
    check: check.meta.id,
    messageId: finding.messageId,
    severity: finding.severity ?? check.meta.severity,
    basis: finding.basis ?? check.meta.basis ?? 'declared',
    role: 'standalone',
    title: fill(check.messages[finding.messageId] ?? finding.messageId, finding.args),
    subject: finding.subject,
    ...(finding.detail !== undefined && { detail: finding.detail }),
    args: finding.args,
    remediation: (finding.fix ?? check.meta.fix).map((step) => remediation(step, finding.args, finding.subject)),
    evidence: finding.evidence.slice(0, maxEvidence),
    evidenceTotal: finding.evidence.length,
    aliases: [...new Set([...(check.meta.aliases ?? []), ...(finding.aliases ?? [])])],
    ...(finding.firstSeen !== undefined && { firstSeen: finding.firstSeen }),
    ...(finding.lastSeen !== undefined && { lastSeen: finding.lastSeen }),
  };
}

function fill(template: string, args: Finding['args']): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : `{${name}}`,
  );
}

/**
 * A command to copy carries names from the bundle only when they are plain ones; anything that a shell could read as
 * more than a word stays `<name>`.
 */
function remediation(step: Remediation, args: Finding['args'], subject: Subject): Remediation {
  if (step.command === undefined) return step;
  const values: Record<string, string | number> = {
    ...(subject.namespace !== undefined && { namespace: subject.namespace }),
    name: subject.name,
    ...args,
  };
  const command = step.command.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? String(values[name]) : '';
    return /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/.test(value) ? value : `<${name}>`;
  });
  return { ...step, command };
}
