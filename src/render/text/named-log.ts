import { display, printable } from '../../core/display.js';
import type { NamedLog, NamedProblem } from '../../core/named-problem.js';
import { compareSeverity, type Severity } from '../../core/severity.js';
import { count, digits, period } from '../words.js';
import { painter, type Style, width } from './context.js';
import { labelled, wrap, wrapParts } from './wrap.js';

interface Options {
  color?: boolean;
  /** Every remedy with its link. */
  verbose?: boolean;
  /** More logs follow, so each has to be told from the others. */
  several?: boolean;
}

const tones = { error: 'red', warning: 'yellow', info: 'blue' } satisfies Record<Severity, Style>;
const tags = { error: 'ERROR', warning: 'WARN ', info: 'INFO ' } satisfies Record<Severity, string>;
const indent = '        ';
const bodyWidth = width - indent.length;
const noLabel = ' '.repeat(10);

/** The known problems of one log for a terminal: causes first, and what they explain in one line each. */
export function renderNamedLog(
  log: NamedLog,
  { color = false, verbose = false, several = false }: Options = {},
): string {
  const paint = painter(color);
  const problems = [...log.problems].sort(byWeight);
  const lines = [
    ...header(log).map((line) => paint('bold', line)),
    ...problems.flatMap((problem) => ['', ...problemLines(problem, paint, verbose)]),
    ...(several ? [''] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function header({ file, lines, from, to, complete, problems }: NamedLog): string[] {
  const name = file === '-' ? 'standard input' : display(file);
  const parts = [
    `${name}  ${count(lines, 'line')}`,
    ...(from === undefined || to === undefined ? [] : [period(from, to)]),
    problems.length === 0 ? 'no known problem' : count(problems.length, 'known problem'),
    ...(complete ? [] : ['incomplete: the compressed stream is damaged or ends early']),
  ];
  return wrapParts(parts, width);
}

/** What another problem explains comes last, then by severity, causes before symptoms, first line first. */
function byWeight(a: NamedProblem, b: NamedProblem): number {
  return (
    Number(a.explainedBy.length > 0) - Number(b.explainedBy.length > 0) ||
    compareSeverity(a.severity, b.severity) ||
    Number(a.role === 'symptom') - Number(b.role === 'symptom') ||
    a.line - b.line
  );
}

function problemLines(problem: NamedProblem, paint: ReturnType<typeof painter>, verbose: boolean): string[] {
  const tag = tags[problem.severity];
  const title = labelled(`  ${tag} `, printable(problem.title), width).map((line, index) =>
    index === 0
      ? `  ${paint(tones[problem.severity], tag)}${paint('bold', line.slice(2 + tag.length))}`
      : paint('bold', line),
  );
  const body = [
    ...wrapParts(nameParts(problem), bodyWidth).map((line) => paint('dim', line)),
    ...(problem.explainedBy.length > 0 && !verbose ? [] : adviceLines(problem, verbose)),
    ...excerptLines(problem).map((line) => paint('dim', line)),
  ];
  return [...title, ...body.map((line) => indent + line)];
}

function nameParts({ signature, lines, line, lastLine, previousLines, ...rest }: NamedProblem): string[] {
  const { firstSeen, lastSeen, explainedBy } = rest;
  return [
    signature,
    lines === 1
      ? `once, in line ${digits(line)}`
      : `${digits(lines)} times, lines ${digits(line)} to ${digits(lastLine)}`,
    ...(firstSeen === undefined ? [] : [period(firstSeen, lastSeen ?? firstSeen)]),
    ...(previousLines === 0 ? [] : [previousWords(lines, previousLines)]),
    ...(explainedBy.length === 0 ? [] : [`explained by ${explainedBy.join(', ')}`]),
  ];
}

function previousWords(lines: number, previousLines: number): string {
  const who = 'by the previous instance of the container';
  return lines === previousLines ? who : `${digits(previousLines)} of them ${who}`;
}

function adviceLines({ why, fix }: NamedProblem, verbose: boolean): string[] {
  const steps = (verbose ? fix : fix.slice(0, 1)).flatMap(({ text, command, doc }, index) => [
    ...labelled(index === 0 ? 'fix       ' : noLabel, text, bodyWidth),
    ...(command === undefined ? [] : command.split('\n').map((line) => `${noLabel}$ ${forAnybody(line)}`)),
    ...(verbose && doc !== undefined ? [noLabel + doc] : []),
  ]);
  return [...labelled('why       ', why, bodyWidth), ...steps];
}

/** Commands name the workload of a bundle; here nobody knows it. */
function forAnybody(command: string): string {
  return command.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());
}

const excerptLength = 3 * (bodyWidth - noLabel.length - 2);

function excerptLines({ excerpt }: NamedProblem): string[] {
  if (excerpt === undefined) return [];
  const shown = printable(excerpt, { block: true }).replaceAll('\t', ' ');
  return wrap(shown.slice(0, excerptLength), bodyWidth - noLabel.length - 2).map(
    (line, index) => `${index === 0 ? 'line      ' : noLabel}│ ${line}`,
  );
}
