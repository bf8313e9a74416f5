import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { istioctlAnalyze } from '../../src/parsers/istioctl-analyze.js';
import { parseText } from '../helpers/parse.js';

test('text, with the levels of 1.4 and of today', () => {
  const { artifact } = parseText(
    istioctlAnalyze,
    `
    Warn [IST0102] (Namespace default) The namespace is not enabled for Istio injection.
    Warning [IST0103] (Pod productpage.default) The pod is missing the Istio proxy.
    Error [IST0101] (VirtualService httpbin.default) Referenced gateway not found: "bogus"
    Info [IST0118] Port name is unusual
    Error: Analyzers found issues when analyzing namespace: default.
    `,
  );
  expect(artifact.messages).toEqual([
    {
      code: 'IST0102',
      level: 'Warning',
      origin: 'Namespace default',
      message: 'The namespace is not enabled for Istio injection.',
      line: 1,
    },
    {
      code: 'IST0103',
      level: 'Warning',
      origin: 'Pod productpage.default',
      message: 'The pod is missing the Istio proxy.',
      line: 2,
    },
    {
      code: 'IST0101',
      level: 'Error',
      origin: 'VirtualService httpbin.default',
      message: 'Referenced gateway not found: "bogus"',
      line: 3,
    },
    { code: 'IST0118', level: 'Info', message: 'Port name is unusual', line: 4 },
  ]);
});

test('JSON and YAML', () => {
  const json = '[\n\t{"code": "IST0101", "level": "Error", "origin": "VirtualService a.b", "message": "not found"}\n]';
  const expected = [{ code: 'IST0101', level: 'Error', origin: 'VirtualService a.b', message: 'not found' }];
  expect(parseText(istioctlAnalyze, json).artifact.messages).toEqual(expected);
  const yaml = '- code: IST0101\n  level: Error\n  message: not found\n  origin: VirtualService a.b\n';
  expect(parseText(istioctlAnalyze, yaml).artifact.messages).toEqual(expected);
});

test('nothing found', () => {
  expect(parseText(istioctlAnalyze, '[]').artifact.messages).toEqual([]);
  expect(
    parseText(istioctlAnalyze, '✔ No validation issues found when analyzing all namespaces.').artifact.messages,
  ).toEqual([]);
});

test('another text', () => {
  expect(() => parseText(istioctlAnalyze, 'unknown command "analyze"')).toThrow(Unusable);
});
