import { type Severity, severities } from '../core/severity.js';
import { subjectLabel } from '../core/subject.js';
import type { Report, ReportFinding } from '../report/schema.js';
import { type Facts, factsOf, incompleteReasons, verdict } from './facts.js';
import { basisWords, bundleWords, count, firstFew, meshWords, place } from './words.js';

const headings = { error: 'Errors', warning: 'Warnings', info: 'Infos' } satisfies Record<Severity, string>;

export interface MarkdownOptions {
  /** How many findings of a severity are listed; all by default. */
  findings?: number;
}

/** The report for a ticket: causes with their first evidence, the other findings, and what could not be checked. */
export function renderMarkdown(report: Report, { findings = Number.POSITIVE_INFINITY }: MarkdownOptions = {}): string {
  const facts = factsOf(report);
  const reasons = incompleteReasons(report);
  const sections = [
    ...(reasons.length === 0 ? [] : [`> **bundle is incomplete:** ${plain(firstFew(reasons, 3, '; '))}`]),
    ...report.bundles.map((bundle) => `# ${plain(bundle.name)}\n\n${plain(bundleWords(bundle).join(' · '))}`),
    plain(meshWords(report.mesh).join(' · ')),
    `**${plain(verdict(report, facts))}.**`,
    ...causes(facts, findings),
    ...severities.flatMap((severity) => group(facts, severity, findings)),
    ...notChecked(report, facts),
  ];
  return `${sections.join('\n\n')}\n`;
}

function causes(facts: Facts, limit: number): string[] {
  if (facts.causes.length === 0) return [];
  const blocks = facts.causes.slice(0, limit).map(({ finding, symptoms, why }, index) => {
    const effects = symptoms.slice(0, limit).map(({ title }) => `  - ${plain(title)}`);
    const more = symptoms.length > limit ? [`  - and ${symptoms.length - limit} more`] : [];
    return [
      `### ${index + 1}. ${plain(finding.title)} (${finding.severity})`,
      [
        ...(why === '' ? [] : [`- Because: ${plain(why)}`]),
        ...facets(finding),
        ...(effects.length === 0 ? [] : [`- ${count(symptoms.length, 'symptom')}:`, ...effects, ...more]),
      ].join('\n'),
    ].join('\n\n');
  });
  return ['## Causes', ...blocks];
}

function group(facts: Facts, severity: Severity, limit: number): string[] {
  const found = facts.others.filter((finding) => finding.severity === severity);
  if (found.length === 0) return [];
  return [
    `## ${headings[severity]}`,
    ...found.slice(0, limit).map((finding) => [`### ${plain(finding.title)}`, facets(finding).join('\n')].join('\n\n')),
    ...(found.length > limit ? [`and ${found.length - limit} more`] : []),
  ];
}

function facets({ check, subject, basis, aliases, evidence, evidenceTotal, remediation }: ReportFinding): string[] {
  const [first] = evidence;
  const names = [
    code(check),
    plain(subjectLabel(subject)),
    basisWords[basis],
    ...aliases.map((alias) => `= ${plain(alias)}`),
  ];
  const within = first?.pointer ?? first?.field;
  const more = evidenceTotal > 1 ? ` and ${count(evidenceTotal - 1, 'more place')}` : '';
  return [
    `- Check: ${names.join(' · ')}`,
    ...(first === undefined
      ? []
      : [`- Evidence: ${code(place(first))}${within === undefined ? '' : ` ${code(within)}`}${more}`]),
    ...remediation.flatMap(({ text, command }) => [
      `- Fix: ${plain(text)}`,
      ...(command === undefined ? [] : command.split('\n').map((line) => `  ${code(line)}`)),
    ]),
  ];
}

function notChecked(report: Report, facts: Facts): string[] {
  if (facts.notRun.length === 0) return [];
  const lines = facts.missing.map(({ because, blocks, capture }) =>
    [
      `- ${plain(because)}; blocks ${firstFew(blocks.map(code), 3)}`,
      ...capture.split('\n').map((line) => `  ${code(line)}`),
    ].join('\n'),
  );
  return [
    `## Not checked: ${facts.notRun.length} of ${count(report.checks.length, 'check')}`,
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
  ];
}

/** Text from a bundle cannot become markup, and an address in it does not become a link. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&').replaceAll('://', ':\\//');
}

/** A code span whose fence is longer than any run of backticks in it (CommonMark 0.31, 6.1). */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? fence + text + fence : `${fence} ${text} ${fence}`;
}
