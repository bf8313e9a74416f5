import { at, quote, type Report } from '../report.js';
import { choice, duration, flag, list, type Read, record, text, wrapped } from '../schema.js';
import { second } from '../values/durations.js';
import { isHeaderName } from '../values/headers.js';
import { checkRegex, stringMatch } from './string-match.js';

export const corsPolicy = record({
  allowOrigin: list(text()),
  allowOrigins: list(stringMatch),
  allowMethods: list(text()),
  allowHeaders: list(text()),
  exposeHeaders: list(text()),
  maxAge: duration,
  allowCredentials: wrapped(flag),
  unmatchedPreflights: choice('UNSPECIFIED', 'FORWARD', 'IGNORE'),
});

const methods: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
];

export function checkCors(policy: Read<typeof corsPolicy> | undefined, field: string, report: Report): void {
  if (policy === undefined) return;
  for (const [index, { exact, prefix, regex }] of (policy.allowOrigins ?? []).entries()) {
    const here = at(`${field}.allowOrigins`, index);
    if (!(regex ?? prefix ?? exact)) report.error(here, 'must match something');
    else if (regex !== undefined) checkRegex(regex, `${here}.regex`, report);
  }
  for (const [index, method] of (policy.allowMethods ?? []).entries()) {
    if (!methods.includes(method))
      report.error(at(`${field}.allowMethods`, index), `${quote(method)} is no HTTP method`);
  }
  for (const name of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [index, header] of (policy[name] ?? []).entries()) {
      if (isHeaderName(header)) continue;
      report.error(at(at(field, name), index), `${quote(header)} is no name of a header`);
    }
  }
  const { maxAge = 0n } = policy;
  if (maxAge % second !== 0n) report.error(`${field}.maxAge`, 'must be whole seconds');
}
