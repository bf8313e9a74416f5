import { expect, test } from 'vitest';
import { supportBundleAnalysis } from '../../src/parsers/support-bundle-analysis.js';
import { parseText } from '../helpers/parse.js';

test('verdicts that are no praise, with their place in the file', () => {
  const text = JSON.stringify([
    { name: 'nodes', severity: 'debug', insight: { primary: 'Enough nodes', detail: '3 nodes', severity: 'debug' } },
    { name: 'k8s', severity: 'warn', insight: { primary: 'Kubernetes version', detail: 'Use 1.30', severity: 'warn' } },
    { name: 'pods', severity: 'error', error: 'no such file', insight: null },
    { severity: 'error' },
    'damaged',
  ]);
  expect(parseText(supportBundleAnalysis, text).artifact).toEqual({
    verdicts: [
      { title: 'Kubernetes version', severity: 'warning', message: 'Use 1.30', pointer: '/1' },
      { title: 'pods', severity: 'error', pointer: '/2' },
    ],
  });
});

test.each(['[]', 'null'])('%s of a bundle without analyzers', (text) => {
  expect(parseText(supportBundleAnalysis, text).artifact).toEqual({ verdicts: [] });
});

test('something else is not usable', () => {
  expect(() => parseText(supportBundleAnalysis, '{"kind": "List"}')).toThrow('not the results of analyzers');
});
