import { checkJwks } from '../parts/jwks.js';
import { checkAttachment, matchLabels, targetRef, targetRefs } from '../parts/selector.js';
import { at, quote, type Report } from '../report.js';
import { choice, duration, flag, list, type Read, record, text } from '../schema.js';
import { isPlainHeaderName } from '../values/headers.js';
import { urlScheme } from '../values/urls.js';
import { defineRules } from './kind.js';

const nonEmpty = text({ min: 1 });

const jwtRule = record(
  {
    issuer: nonEmpty,
    audiences: list(nonEmpty),
    jwksUri: text({ min: 1, max: 2048 }),
    jwks: text(),
    fromHeaders: list(record({ name: nonEmpty, prefix: text() }, { required: ['name'] })),
    fromParams: list(nonEmpty),
    fromCookies: list(nonEmpty),
    outputPayloadToHeader: text(),
    outputClaimToHeaders: list(
      record(
        { header: text({ min: 1, pattern: /^[-_A-Za-z0-9]+$/ }), claim: nonEmpty },
        { required: ['header', 'claim'] },
      ),
    ),
    forwardOriginalToken: flag,
    presence: choice('OPTIONAL', 'REQUIRED'),
    spaceDelimitedClaims: list(nonEmpty, { max: 64 }),
    timeout: duration,
  },
  { oneOf: [['jwksUri', 'jwks_uri', 'jwks']], underscored: ['jwksUri'] },
);

export const requestAuthentication = defineRules({
  group: 'security.istio.io',
  kind: 'RequestAuthentication',
  spec: record(
    { selector: matchLabels, targetRef, targetRefs, jwtRules: list(jwtRule, { max: 4096 }) },
    { oneOf: [['selector', 'targetRef', 'targetRefs']] },
  ),
  check(spec, report) {
    checkAttachment(spec, report);
    for (const [index, rule] of (spec.jwtRules ?? []).entries()) checkRule(rule, at('spec.jwtRules', index), report);
  },
});

function checkRule(rule: Read<typeof jwtRule>, field: string, report: Report): void {
  const { issuer, jwksUri, jwks } = rule;
  if (!issuer && !jwksUri) report.error(field, 'must have an issuer or a jwksUri');
  if (jwksUri) {
    const scheme = urlScheme(jwksUri);
    if (scheme !== 'http' && scheme !== 'https')
      report.error(`${field}.jwksUri`, `${quote(jwksUri)} is no URL of http or https`);
  }
  if (jwks) checkJwks(jwks, `${field}.jwks`, report);
  checkNonEmpty(rule, field, report);
  for (const [index, { header, claim }] of (rule.outputClaimToHeaders ?? []).entries()) {
    const here = at(`${field}.outputClaimToHeaders`, index);
    if (!header || !claim) report.error(here, 'must have a header and a claim');
    else if (!isPlainHeaderName(header)) report.error(`${here}.header`, `${quote(header)} is no name of a header`);
  }
}

function checkNonEmpty(rule: Read<typeof jwtRule>, field: string, report: Report): void {
  for (const name of ['audiences', 'fromParams', 'fromCookies'] as const) {
    for (const [index, value] of (rule[name] ?? []).entries()) {
      if (value === '') report.error(at(at(field, name), index), 'must not be empty');
    }
  }
  for (const [index, { name }] of (rule.fromHeaders ?? []).entries()) {
    if (!name) report.error(`${at(`${field}.fromHeaders`, index)}.name`, 'is required');
  }
}
