import { at, type Report } from '../report.js';
import { type Read, record, text } from '../schema.js';
import { regexProblem } from '../values/regex.js';

export const stringMatch = record(
  { exact: text(), prefix: text(), regex: text() },
  { oneOf: [['exact', 'prefix', 'regex']] },
);

type StringMatch = Read<typeof stringMatch>;

const longestRegex = 1024;

export function checkRegex(expression: string, field: string, report: Report): void {
  if (Buffer.byteLength(expression) > longestRegex) {
    report.error(field, `must not be longer than ${longestRegex} bytes`);
    return;
  }
  const problem = regexProblem(expression);
  if (problem !== undefined) report.error(field, `RE2 does not compile it: ${problem}`);
}

/** `emptyPrefix`: URIs may be matched by an empty prefix, the other parts of a request not. */
export function checkStringMatch(
  match: StringMatch | undefined,
  field: string,
  report: Report,
  { emptyPrefix = false }: { emptyPrefix?: boolean } = {},
): void {
  if (match?.regex === '') report.error(at(field, 'regex'), 'must not be empty');
  else if (match?.regex !== undefined) checkRegex(match.regex, at(field, 'regex'), report);
  else if (match?.prefix === '' && !emptyPrefix) report.error(at(field, 'prefix'), 'must not be empty');
}
