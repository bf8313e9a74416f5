import { expect, test } from 'vitest';
import { configurationRemovedDefinition as check } from '../../../src/checks/configuration/removed-definition.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function definition(plural: string, group: string): string {
  return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.${group}}
spec: {group: ${group}, names: {plural: ${plural}}}`;
}

const roles = definition('serviceroles', 'rbac.istio.io');

test('a kind that nobody reads', () => {
  expect(findingsIn(check, roles)).toMatchObject([
    {
      severity: 'warning',
      aliases: ['IST0002'],
      subject: { kind: 'CustomResourceDefinition', name: 'serviceroles.rbac.istio.io' },
    },
  ]);
});

test('current kinds, and control planes that read it', () => {
  expect(findingsIn(check, definition('sidecars', 'networking.istio.io'))).toEqual([]);
  expect(findingsInBundle(check, roles, { controlPlaneVersions: ['1.5.10'] })).toEqual([]);
});
