import { expect, test } from 'vitest';
import { configurationEnvoyFilterRootNamespace as check } from '../../../src/checks/configuration/envoy-filter-root-namespace.js';
import { findingsIn } from '../../helpers/manifests.js';

function envoyFilter({ name = 'own', namespace = 'istio-system', context = '', selector = '' }): string {
  return `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  ${selector}
  configPatches:
  - applyTo: HTTP_FILTER
    match: {${context}}
    patch: {operation: INSERT_FIRST, value: {name: own}}`;
}

test.each([envoyFilter({}), envoyFilter({ context: 'context: ANY' })])('every proxy gets the patch', (yaml) => {
  expect(findingsIn(check, yaml)).toMatchObject([
    { severity: 'info', subject: { kind: 'EnvoyFilter', namespace: 'istio-system', name: 'own' } },
  ]);
});

test.each([
  ['a context', envoyFilter({ context: 'context: SIDECAR_INBOUND' })],
  ['a selector', envoyFilter({ selector: 'workloadSelector: {labels: {app: web}}' })],
  ['another namespace', envoyFilter({ namespace: 'shop' })],
  ['the telemetry of a fresh installation', envoyFilter({ name: 'stats-filter-1.14' })],
  ['the telemetry of a revision', envoyFilter({ name: 'tcp-metadata-exchange-1.12-canary' })],
])('silent: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
