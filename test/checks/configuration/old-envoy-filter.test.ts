import { expect, test } from 'vitest';
import { configurationOldEnvoyFilter as check } from '../../../src/checks/configuration/old-envoy-filter.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const old = `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: lua, namespace: shop}
spec:
  workloadLabels: {app: web}
  filters:
  - {filterType: HTTP, filterName: envoy.lua, filterConfig: {inlineCode: ""}}`;

const role = `
---
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRole
metadata: {name: reader, namespace: shop}
spec: {rules: [{services: ["*"]}]}`;

test.each([
  ['1.3.8', 'deprecated', 'warning', ['IST0002']],
  ['1.5.10', 'deprecated', 'warning', ['IST0002']],
  ['1.6.0', 'ignored', 'error', []],
])('control plane %s: %s', (version, messageId, severity, aliases) => {
  expect(findingsInBundle(check, old, { controlPlaneVersions: [version] })).toMatchObject([
    { messageId, severity, aliases, subject: { kind: 'EnvoyFilter', namespace: 'shop', name: 'lua' } },
  ]);
});

test('1.0 knows no other form', () => {
  expect(findingsInBundle(check, old, { controlPlaneVersions: ['1.0.9'] })).toEqual([]);
});

test('manifests are dated by kinds that are gone', () => {
  expect(findingsIn(check, old)).toMatchObject([{ messageId: 'ignored', severity: 'warning', aliases: [] }]);
  expect(findingsIn(check, old + role)).toMatchObject([{ messageId: 'deprecated', aliases: ['IST0002'] }]);
});

test('patches', () => {
  const now = `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: lua, namespace: shop}
spec: {configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {}}}]}`;
  expect(findingsIn(check, now)).toEqual([]);
});
