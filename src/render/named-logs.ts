import { printableJson } from '../core/display.js';
import type { NamedLog, NamedProblem } from '../core/named-problem.js';

/** One line a known problem. */
export function namedLogsNdjson({ file, problems }: NamedLog): string {
  return problems.map((problem) => `${printableJson(JSON.stringify({ file, ...identified(problem) }))}\n`).join('');
}

/** `{"logs": […]}`: what is said of every file, with the first line and what to do. */
export function namedLogsJson(logs: readonly NamedLog[]): string {
  const shown = logs.map(({ problems, ...log }) => ({
    ...log,
    problems: problems.map((problem) => {
      const { role, why, fix, excerpt, explainedBy } = problem;
      return { ...identified(problem), role, why, fix, excerpt, explainedBy };
    }),
  }));
  return `${printableJson(JSON.stringify({ logs: shown }, null, 2))}\n`;
}

function identified({ signature, severity, line, lines, title, ...rest }: NamedProblem) {
  const { lastLine, previousLines, firstSeen, lastSeen } = rest;
  return {
    signature,
    severity,
    line,
    lines,
    title,
    lastLine,
    ...(previousLines > 0 && { previousLines }),
    ...(firstSeen !== undefined && { firstSeen }),
    ...(lastSeen !== undefined && { lastSeen }),
  };
}
