import type { Severity } from '../../core/severity.js';
import { subjectLabel } from '../../core/subject.js';
import type { ReportEvidence, ReportFinding } from '../../report/schema.js';
import { basisWords, count, place } from '../words.js';
import { type Context, type Style, width } from './context.js';
import { labelled, wrap, wrapParts } from './wrap.js';

const tones = { error: 'red', warning: 'yellow', info: 'blue' } satisfies Record<Severity, Style>;
const signs = { error: '×', warning: '‼', info: 'i' } satisfies Record<Severity, string>;
const tags = { error: 'ERROR', warning: 'WARN ', info: 'INFO ' } satisfies Record<Severity, string>;

/** What is said about a finding stands indented below its title. */
const bodyWidth = width - 8;
const noLabel = ' '.repeat(10);

interface Place {
  /** The rank of a cause, or an arrow for a symptom. */
  number?: string;
  /** More lines between the names and the evidence. */
  about?: readonly string[];
}

/** One finding: its title, names, why and what to do; with `verbose` all of its evidence. */
export function findingLines(context: Context, finding: ReportFinding, { number, about = [] }: Place = {}): string[] {
  const { paint, color, verbose, facts } = context;
  const mark = color ? signs[finding.severity] : tags[finding.severity];
  const title = labelled(`  ${mark} ${number === undefined ? '' : `${number}  `}`, finding.title, width);
  const why = facts.checks.get(finding.check)?.why;
  const body = [
    ...wrapParts(nameParts(finding), bodyWidth).map((line) => paint('dim', line)),
    ...about,
    ...(verbose && finding.detail !== undefined
      ? finding.detail.split('\n').flatMap((line) => wrap(line, bodyWidth))
      : []),
    ...(verbose && why !== undefined ? labelled('why       ', why, bodyWidth) : []),
    ...evidenceLines(context, finding),
    ...fixLines(context, finding),
  ];
  const indent = color ? '    ' : '        ';
  return [
    ...title.map((line, index) =>
      index === 0
        ? `  ${paint(tones[finding.severity], mark)}${paint('bold', line.slice(2 + mark.length))}`
        : paint('bold', line),
    ),
    ...body.map((line) => indent + line),
  ];
}

function nameParts({ check, subject, basis, aliases, baseline }: ReportFinding): string[] {
  return [
    check,
    subjectLabel(subject),
    basisWords[basis],
    ...(aliases.length === 0 ? [] : [`= ${aliases.join(', ')}`]),
    ...(baseline === undefined ? [] : [baseline]),
  ];
}

function evidenceLines({ verbose, paint }: Context, { evidence, evidenceTotal }: ReportFinding): string[] {
  const shown = verbose ? evidence : evidence.slice(0, 1);
  const rest = evidenceTotal - shown.length;
  return [
    ...shown.flatMap((row, index) => [
      ...placeLines(row, index === 0 ? 'evidence  ' : noLabel),
      ...(verbose ? excerptLines(row).map((line) => paint('dim', line)) : []),
    ]),
    ...(rest > 0 ? [`${noLabel}and ${count(rest, 'more place')}`] : []),
  ];
}

function placeLines(row: ReportEvidence, label: string): string[] {
  const within = row.pointer ?? row.field;
  const line = label + place(row);
  if (within === undefined) return [line];
  return line.length + 2 + within.length <= bodyWidth ? [`${line}  ${within}`] : [line, noLabel + within];
}

function excerptLines({ excerpt, reconstructed }: ReportEvidence): string[] {
  if (excerpt === undefined) return [];
  const lines = excerpt.split('\n').map((line) => `${noLabel}│ ${line}`);
  return reconstructed === true ? [...lines, `${noLabel}(rebuilt from the parsed value)`] : lines;
}

function fixLines({ verbose }: Context, { remediation }: ReportFinding): string[] {
  const steps = verbose ? remediation : remediation.slice(0, 1);
  return steps.flatMap(({ text, command, doc }, index) => [
    ...labelled(index === 0 ? 'fix       ' : noLabel, text, bodyWidth),
    ...(command === undefined ? [] : command.split('\n').map((line) => `${noLabel}$ ${line}`)),
    ...(verbose && doc !== undefined ? [noLabel + doc] : []),
  ]);
}
