import type { Outcome } from '../../core/severity.js';
import type { Report, ReportCheck } from '../../report/schema.js';
import type { Facts } from '../facts.js';
import { capitalized, count, digits, notRunSentence, outcomeWords, place } from '../words.js';
import { maxTableRows } from './limits.js';

/** Names that templates/partials/coverage.hbs uses. */
export type CoverageView = {
  notRun: string;
  missing: MissingView[];
  /** Parts that no check of this version needs. */
  unneeded: MissingView[];
  unexplained: { id: string; because: string; failed: boolean }[];
  partial: { title: string; amount: string }[];
  read: { title: string; amount: string }[];
  unusable: { place: string; reason: string }[];
  unusableCount: string;
  moreUnusable: string;
  notRead: string;
  notReadExamples: string[];
  redacted: string;
  redactedExamples: string[];
};

/** `reason` is empty when it would only say again that the part is missing. */
type MissingView = { title: string; reason: string; blocks: string[]; capture: string };

export function coverageView(report: Report, facts: Facts): CoverageView {
  const { coverage } = report;
  const explained = new Set(facts.missing.flatMap(({ blocks }) => blocks));
  const needed = new Set(facts.missing);
  return {
    notRun: notRunSentence(facts.notRun.length, report.checks.length),
    missing: facts.missing.map(missingView),
    unneeded: coverage.absent.filter((part) => !needed.has(part)).map(missingView),
    unexplained: facts.notRun
      .filter(({ id, outcome }) => outcome === 'error' || !explained.has(id))
      .map(({ id, outcome, because = 'no reason given' }) => ({ id, because, failed: outcome === 'error' })),
    partial: facts.partial.map(({ title, seen, expected }) => ({
      title: capitalized(title),
      amount: `${digits(seen)} of ${digits(expected)}`,
    })),
    read: coverage.read.map(({ title, seen, expected, namespaces, empty }) => ({
      title: capitalized(title),
      amount: empty
        ? 'looked, and there are none'
        : `${digits(seen)}${expected === undefined ? '' : ` of ${digits(expected)}`}${inNamespaces(namespaces)}`,
    })),
    unusable: coverage.unusable.slice(0, maxTableRows).map((entry) => ({ place: place(entry), reason: entry.reason })),
    unusableCount: digits(coverage.unusable.length),
    moreUnusable: moreRows(coverage.unusable.length),
    notRead: notReadSentence(coverage.notRead),
    notReadExamples: coverage.notRead.examples,
    redacted: redactedSentence(coverage.redacted),
    redactedExamples: coverage.redacted?.examples ?? [],
  };
}

function inNamespaces(namespaces: readonly string[] | undefined): string {
  if (namespaces === undefined) return '';
  const shown = namespaces.slice(0, 5).join(', ');
  const more = namespaces.length > 5 ? ` and ${digits(namespaces.length - 5)} more` : '';
  return `, of no other namespace than ${shown}${more}`;
}

function missingView({ title, because, blocks, capture }: Report['coverage']['absent'][number]): MissingView {
  return {
    title: capitalized(title),
    reason: because === `the bundle has no ${title}` ? '' : because,
    blocks,
    capture,
  };
}

export function moreRows(total: number): string {
  return total > maxTableRows ? `and ${digits(total - maxTableRows)} more, listed in report.json` : '';
}

function notReadSentence({ recognised, unknown }: Report['coverage']['notRead']): string {
  if (recognised + unknown === 0) return '';
  return `${count(recognised, 'entry', 'entries')} of a known kind that no check uses, and ${count(unknown, 'entry', 'entries')} of an unknown kind.`;
}

function redactedSentence(redacted: Report['coverage']['redacted']): string {
  if (redacted === undefined || redacted.values === 0) return '';
  return `The capture took ${count(redacted.values, 'value')} out of ${count(redacted.entries, 'entry', 'entries')}, so that no check can tell what stood there.`;
}

/** Names that templates/partials/checks.hbs uses. */
export type CheckGroupView = { outcome: Outcome; title: string; count: string; open: boolean; checks: CheckView[] };

type CheckView = { id: string; title: string; about: string; findings: string; first: string };

const order: readonly Outcome[] = ['fail', 'inconclusive', 'error', 'notApplicable', 'pass'];

/** Every check, by outcome. Those without a problem are folded, unless there is nothing else to read. */
export function checkGroups(report: Report): CheckGroupView[] {
  return order.flatMap((outcome) => {
    const checks = report.checks.filter((check) => check.outcome === outcome);
    if (checks.length === 0) return [];
    return [
      {
        outcome,
        title: capitalized(outcomeWords[outcome]),
        count: digits(checks.length),
        open: outcome === 'inconclusive' || outcome === 'error' || report.findings.length === 0,
        checks: checks.map((check) => checkView(check, report)),
      },
    ];
  });
}

function checkView({ id, title, because = '', coverage, findings }: ReportCheck, report: Report): CheckView {
  const seen =
    coverage?.expected === undefined || coverage.seen >= coverage.expected
      ? ''
      : `${digits(coverage.seen)} of ${digits(coverage.expected)} seen`;
  const first = report.findings.find(({ check }) => check === id)?.fingerprint ?? '';
  return { id, title, about: because || seen, findings: findings > 0 ? count(findings, 'finding') : '', first };
}
