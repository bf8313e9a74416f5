import { expect, test } from 'vitest';
import { accessRules } from '../../src/parsers/access-rules.js';
import { collectorErrors } from '../../src/parsers/collector-errors.js';
import { supportBundleVersion } from '../../src/parsers/support-bundle-version.js';
import { parseText } from '../helpers/parse.js';

function failures(text: string) {
  return parseText(collectorErrors, text).artifact.failures;
}

test('errors by what they are about, errors alone, the error of a collector, and plain text', () => {
  expect(failures('{"shop": "pods is forbidden"}')).toEqual([{ what: 'shop', reason: 'pods is forbidden' }]);
  expect(failures('["release: not found"]')).toEqual([{ reason: 'release: not found' }]);
  expect(failures('{"collector":"exec/dump","error":"timeout","timestamp":"2026-03-04T09:12:00Z"}')).toEqual([
    { what: 'exec/dump', reason: 'timeout' },
  ]);
  expect(failures('failed to get log stream: container is waiting\n')).toEqual([
    { reason: 'failed to get log stream: container is waiting' },
  ]);
});

test('a file without an error is not one of errors', () => {
  expect(() => failures('[]')).toThrow('no error in it');
  expect(() => failures('{"a": 1}')).toThrow('not the errors of a collector');
});

test('whether the account may get pods', () => {
  const rules = (verbs: string[], resources: string[]) => JSON.stringify([{ verbs, apiGroups: [''], resources }]);
  expect(parseText(accessRules, rules(['get', 'list'], ['pods'])).artifact).toEqual({ canGetPods: true });
  expect(parseText(accessRules, rules(['get'], ['services'])).artifact).toEqual({ canGetPods: false });
  expect(parseText(accessRules, '[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]').artifact).toEqual({
    canGetPods: true,
  });
});

test('the version of troubleshoot', () => {
  const text = `
    apiVersion: troubleshoot.sh/v1beta2
    kind: SupportBundle
    spec:
      versionNumber: v0.123.14
    `;
  expect(parseText(supportBundleVersion, text).artifact).toEqual({ version: '0.123.14' });
});
