import { expect, test } from 'vitest';
import { configurationDeprecatedAnnotation as check } from '../../../src/checks/configuration/deprecated-annotation.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function pod(metadata: string): string {
  return `
    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: shop, ${metadata}}
    spec: {containers: []}
  `;
}

const inject = 'annotations: {sidecar.istio.io/inject: "false"}';

test('an annotation that a label replaces', () => {
  expect(findingsIn(check, pod(inject))).toMatchObject([
    {
      severity: 'info',
      aliases: ['IST0135'],
      args: { annotation: 'sidecar.istio.io/inject', since: 15 },
      subject: { kind: 'Pod', namespace: 'shop', name: 'web' },
    },
  ]);
});

test('whoever has the label too knows', () => {
  expect(findingsIn(check, pod(`labels: {sidecar.istio.io/inject: "false"}, ${inject}`))).toEqual([]);
});

test('a control plane of an earlier release does not deprecate it yet', () => {
  expect(findingsInBundle(check, pod(inject), { controlPlaneVersions: ['1.14.3'] })).toEqual([]);
  expect(findingsInBundle(check, pod(inject), { controlPlaneVersions: ['1.15.0'] })).toHaveLength(1);
});

test('current annotations', () => {
  expect(findingsIn(check, pod('annotations: {proxy.istio.io/config: "{}"}'))).toEqual([]);
});
