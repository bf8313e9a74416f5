import { expect, test } from 'vitest';
import { configurationMixerObject as check } from '../../../src/checks/configuration/mixer-object.js';
import { findingsInBundle, resultInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function quota(name: string): string {
  return `
---
apiVersion: config.istio.io/v1alpha2
kind: QuotaSpec
metadata: {name: ${name}, namespace: istio-system}
spec: {rules: []}`;
}

const two = quota('a') + quota('b');

test('manifests: each object', () => {
  expect(findingsIn(check, two)).toMatchObject([
    { aliases: ['IST0002'], subject: { kind: 'QuotaSpec', namespace: 'istio-system', name: 'a' } },
    { subject: { name: 'b' } },
  ]);
});

test('a bundle: each kind', () => {
  expect(findingsInBundle(check, two, { controlPlaneVersions: ['1.9.1'] })).toMatchObject([
    { messageId: 'objects', severity: 'warning', args: { kind: 'QuotaSpec', count: 2 }, evidenceTotal: 2 },
  ]);
});

test('a mesh that has Mixer', () => {
  expect(findingsInBundle(check, two, { controlPlaneVersions: ['1.4.3'] })).toEqual([]);
});

test('a mesh that tells no version', () => {
  expect(resultInBundle(check, two, { controlPlaneVersions: [] })).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});
