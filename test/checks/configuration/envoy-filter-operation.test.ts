import { expect, test } from 'vitest';
import { configurationEnvoyFilterOperation as check } from '../../../src/checks/configuration/envoy-filter-operation.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function envoyFilter(...patches: readonly [applyTo: string, operation: string][]): string {
  const configPatches = patches.map(([applyTo, operation]) => ({
    applyTo,
    patch: operation === '' ? undefined : { operation, value: { name: 'x' } },
  }));
  return JSON.stringify({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'own', namespace: 'shop' },
    spec: { configPatches },
  });
}

test.each([
  ['CLUSTER', 'REPLACE', 'IST0152'],
  ['ROUTE_CONFIGURATION', 'ADD', 'IST0153'],
  ['HTTP_ROUTE', 'ADD', 'IST0153'],
  ['ROUTE_CONFIGURATION', 'REMOVE', 'IST0154'],
  ['HTTP_ROUTE', 'REMOVE', 'IST0154'],
])('%s with %s is ignored', (applyTo, operation, code) => {
  expect(findingsIn(check, envoyFilter([applyTo, operation]))).toMatchObject([
    {
      severity: 'error',
      aliases: [code],
      subject: { kind: 'EnvoyFilter', namespace: 'shop', name: 'own' },
      args: { applyTo, operation },
    },
  ]);
});

test.each([
  ['HTTP_FILTER', 'REPLACE'],
  ['NETWORK_FILTER', 'REPLACE'],
  ['VIRTUAL_HOST', 'REPLACE'],
  ['VIRTUAL_HOST', 'ADD'],
  ['CLUSTER', 'REMOVE'],
  ['ROUTE_CONFIGURATION', 'MERGE'],
  ['HTTP_ROUTE', 'INSERT_FIRST'],
])('%s with %s works', (applyTo, operation) => {
  expect(findingsIn(check, envoyFilter([applyTo, operation]))).toEqual([]);
});

test('a patch that says nothing ends the list', () => {
  expect(findingsIn(check, envoyFilter(['HTTP_FILTER', ''], ['CLUSTER', 'REPLACE']))).toEqual([]);
});

test('equal mistakes are one finding', () => {
  expect(findingsIn(check, envoyFilter(['CLUSTER', 'REPLACE'], ['LISTENER', 'REPLACE']))).toMatchObject([
    { args: { applyTo: 'CLUSTER, LISTENER' }, evidenceTotal: 2 },
  ]);
});

test('in a bundle what istiod does with a route counts, not what the reference says', () => {
  expect(findingsInBundle(check, envoyFilter(['HTTP_ROUTE', 'ADD'], ['HTTP_ROUTE', 'REMOVE']))).toEqual([]);
  expect(findingsInBundle(check, envoyFilter(['ROUTE_CONFIGURATION', 'ADD']))).toHaveLength(1);
});
