import { excerptLimits } from '../../core/evidence.js';
import { type Severity, severities } from '../../core/severity.js';
import type { Report, ReportFinding } from '../../report/schema.js';
import { type Facts, factsOf, incompleteReasons, verdict } from '../facts.js';
import { count, digits, firstFew, shortTime } from '../words.js';
import { type BundleView, bundleView, type FactView, headFacts, meshFacts } from './bundle-view.js';
import { type CheckGroupView, type CoverageView, checkGroups, coverageView } from './coverage-view.js';
import { type FindingView, findingView } from './finding-view.js';
import type { PageLimits } from './limits.js';
import { contentSecurityPolicy } from './templates.generated.js';
import { type TimelineView, timelineView } from './timeline-view.js';

/** More causes than this start folded but for the first. */
const openCauses = 3;
const overviewCauses = 5;

/** Names that templates/report.hbs uses. */
export type PageView = {
  contentSecurityPolicy: string;
  title: string;
  heading: string;
  incomplete: string;
  verdict: string;
  /** Nothing was found, in a whole bundle, by checks that ran. */
  clean: boolean;
  headFacts: FactView[];
  /** The causes by title, when there is more than one. */
  overview: { fingerprint: string; severity: Severity; rank: string; title: string; symptoms: string }[];
  care: string;
  partial: string;
  sections: SectionLink[];
  causes: FindingView[];
  groups: GroupView[];
  suppressed: { by: string; until: string; reason: string }[];
  timeline: TimelineView | '';
  coverage: CoverageView;
  checkGroups: CheckGroupView[];
  checkCount: string;
  bundles: BundleView[];
  meshFacts: FactView[];
  generatedAt: string;
  tool: string;
  trimmed: string;
  json: string;
  summary: string;
  hasJson: boolean;
};

type SectionLink = { target: string; icon: string; title: string; count: string };

type GroupView = {
  id: string;
  severity: Severity;
  title: string;
  about: string;
  others: FindingView[];
  symptoms: FindingView[];
  hidden: string;
};

const groupNames = {
  error: { id: 'errors', title: 'Errors' },
  warning: { id: 'warnings', title: 'Warnings' },
  info: { id: 'infos', title: 'Infos' },
} satisfies Record<Severity, { id: string; title: string }>;

export function pageView(report: Report, limits: PageLimits, embedded: { json: string; summary: string }): PageView {
  const facts = factsOf(report);
  const reasons = incompleteReasons(report);
  const heading =
    firstFew(
      report.bundles.map(({ name }) => name),
      3,
    ) || 'no bundle';
  const sentence = verdict(report, facts);
  const coverage = coverageView(report, facts);
  const room = roomWithin(limits);
  const causes = facts.causes.map(({ finding, symptoms, why }, index) =>
    findingView(finding, {
      facts,
      limits,
      symptoms,
      because: why,
      rank: String(index + 1),
      open: index === 0 || facts.causes.length <= openCauses,
    }),
  );
  const groups = severities.flatMap((severity) => groupView(severity, report, facts, limits, room));
  return {
    contentSecurityPolicy,
    title: `${sentence} · ${heading} · meshtriage`,
    heading,
    incomplete: firstFew(reasons, 3, '; '),
    verdict: sentence,
    clean: report.complete && facts.ran.length > 0 && report.summary.error + report.summary.warning === 0,
    headFacts: headFacts(report),
    overview: overview(facts),
    care: coverage.notRun,
    partial: partialSentence(facts),
    sections: sectionLinks(report, facts),
    causes,
    groups,
    suppressed: report.suppressed.map(({ by, until = '', reason = '' }) => ({ by, until, reason })),
    timeline: timelineView(report.timeline, facts),
    coverage,
    checkGroups: checkGroups(report),
    checkCount: digits(report.checks.length),
    bundles: report.bundles.map(bundleView),
    meshFacts: meshFacts(report),
    generatedAt: shortTime(report.generatedAt),
    tool: `${report.tool.name} ${report.tool.version}`,
    trimmed: trimmedNotice(limits),
    json: embedded.json,
    summary: embedded.summary,
    hasJson: limits.embed,
  };
}

function overview({ causes }: Facts): PageView['overview'] {
  if (causes.length < 2) return [];
  return causes.slice(0, overviewCauses).map(({ finding: { fingerprint, severity, title }, symptoms }, index) => ({
    fingerprint,
    severity,
    rank: String(index + 1),
    title,
    symptoms: symptoms.length === 0 ? '' : count(symptoms.length, 'symptom'),
  }));
}

function partialSentence({ partial: [first, ...others] }: Facts): string {
  if (first === undefined) return '';
  const rest = others.length === 0 ? '' : ` and ${count(others.length, 'more part')}`;
  return `seen in part: ${first.title}, ${digits(first.seen)} of ${digits(first.expected)}${rest}`;
}

type Room = (finding: ReportFinding) => 'card' | 'title' | 'none';

/** Counts the findings of each check on the page against the limits. */
function roomWithin({ findingsPerCheck, cardsPerCheck }: PageLimits): Room {
  const taken = new Map<string, number>();
  return ({ check }) => {
    const before = taken.get(check) ?? 0;
    taken.set(check, before + 1);
    if (before >= findingsPerCheck) return 'none';
    return before >= cardsPerCheck ? 'title' : 'card';
  };
}

function groupView(severity: Severity, report: Report, facts: Facts, limits: PageLimits, room: Room): GroupView[] {
  const all = report.findings.filter((finding) => finding.severity === severity);
  const causes = facts.causes.filter(({ finding }) => finding.severity === severity).length;
  if (all.length === 0) return [];
  const views = (findings: readonly ReportFinding[]) =>
    findings.flatMap((finding) => {
      const shown = room(finding);
      return shown === 'none' ? [] : [findingView(finding, { facts, limits, brief: shown === 'title' })];
    });
  const others = views(facts.others.filter((finding) => finding.severity === severity));
  const symptoms = views(
    all.filter(({ fingerprint }) => facts.causesOf.has(fingerprint) && !facts.isCause.has(fingerprint)),
  );
  const hidden = all.length - causes - others.length - symptoms.length;
  return [
    {
      ...groupNames[severity],
      severity,
      about:
        causes === 0
          ? count(all.length, 'finding')
          : `${count(all.length, 'finding')}, ${causes} of them ${causes === 1 ? 'a cause' : 'causes'} and shown above`,
      others,
      symptoms,
      hidden:
        hidden > 0
          ? `${count(hidden, 'more finding')} of the same checks ${hidden === 1 ? 'is' : 'are'} listed in report.json`
          : '',
    },
  ];
}

function sectionLinks(report: Report, facts: Facts): SectionLink[] {
  const bySeverity = severities
    .filter((severity) => report.summary[severity] > 0)
    .map((severity) => ({
      target: groupNames[severity].id,
      icon: severity,
      title: groupNames[severity].title,
      count: digits(report.summary[severity]),
    }));
  return [
    ...(facts.causes.length === 0
      ? []
      : [{ target: 'causes', icon: 'cause', title: 'Causes', count: digits(facts.causes.length) }]),
    ...bySeverity,
    ...(report.suppressed.length === 0
      ? []
      : [
          { target: 'suppressed', icon: 'notApplicable', title: 'Suppressed', count: digits(report.suppressed.length) },
        ]),
    ...(report.timeline === undefined
      ? []
      : [{ target: 'timeline', icon: 'time', title: 'Timeline', count: digits(report.timeline.entries.length) }]),
    { target: 'coverage', icon: 'inconclusive', title: 'Not checked', count: digits(facts.notRun.length) },
    { target: 'checks', icon: 'pass', title: 'All checks', count: digits(report.checks.length) },
    { target: 'bundle', icon: 'bundle', title: 'Bundle', count: digits(report.bundles.length) },
  ];
}

/** Says what is left out of a page that would be too large; report.json beside it is whole. */
function trimmedNotice({ excerptLines, cardsPerCheck, embed }: PageLimits): string {
  const left = [
    ...(excerptLines === excerptLimits.lines ? [] : ['excerpts are cut']),
    ...(Number.isFinite(cardsPerCheck) ? ['many findings of one check show only their title'] : []),
    ...(embed ? [] : ['report.json is not embedded']),
  ];
  return left.length === 0 ? '' : `To keep this page small, ${left.join(', ')}. The report.json beside it is complete.`;
}
