import { expect, test } from 'vitest';
import { configurationEnvoyFilterProxyVersion as check } from '../../../src/checks/configuration/envoy-filter-proxy-version.js';
import { resultInBundle } from '../../helpers/as-bundle.js';

function envoyFilter(...versions: readonly (string | undefined)[]): string {
  return JSON.stringify({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'own', namespace: 'shop' },
    spec: {
      configPatches: versions.map((proxyVersion) => ({
        applyTo: 'HTTP_FILTER',
        match: { proxy: { proxyVersion } },
        patch: { operation: 'INSERT_FIRST', value: { name: 'own' } },
      })),
    },
  });
}

const mesh = { proxyVersions: ['1.27.3', '1.26.0'], controlPlaneVersions: ['1.27.3'] };

test('all patches are for a version that is gone', () => {
  expect(resultInBundle(check, envoyFilter('^1\\.18.*'), mesh).findings).toMatchObject([
    {
      severity: 'warning',
      subject: { kind: 'EnvoyFilter', namespace: 'shop', name: 'own' },
      args: { pattern: '^1\\.18.*', versions: '1.27.3, 1.26.0' },
    },
  ]);
});

test.each([
  ['a version in use', ['^1\\.27.*']],
  ['one of several versions', ['^1\\.18.*', '^1\\.26.*']],
  ['a choice', ['^1\\.(25|26)\\..*$']],
  ['no version', [undefined]],
])('%s', (_, versions) => {
  expect(resultInBundle(check, envoyFilter(...versions), mesh)).toMatchObject({ outcome: 'pass', findings: [] });
});

test('an expression of another form is left open', () => {
  expect(resultInBundle(check, envoyFilter('^1\\.1[0-9]+.*'), mesh)).toMatchObject({ outcome: 'inconclusive' });
});

test('without versions of proxies the question does not arise', () => {
  expect(resultInBundle(check, envoyFilter('^1\\.18.*'), { proxyVersions: [] }).outcome).toBe('notApplicable');
});
