import { expect, test } from 'vitest';
import { configurationMisplacedAnnotation as check } from '../../../src/checks/configuration/misplaced-annotation.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const deployment = `
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
    namespace: shop
    annotations:
      proxy.istio.io/config: "{}"
  spec:
    template:
      metadata:
        annotations:
          proxy.istio.io/config: "{}"
`;

test('what is meant for pods stands on the Deployment', () => {
  expect(findingsIn(check, deployment)).toMatchObject([
    {
      severity: 'warning',
      aliases: ['IST0107'],
      args: { annotation: 'proxy.istio.io/config', kinds: 'Pod' },
      subject: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      evidence: [{ line: 7 }],
    },
  ]);
});

test('in a bundle it does no harm where the template has it too', () => {
  expect(findingsInBundle(check, deployment)).toEqual([]);
});

test.each([
  ['Namespace', 'kubernetes.io/ingress.class', 1],
  ['Namespace', 'topology.istio.io/controlPlaneClusters', 0],
  ['Service', 'networking.istio.io/exportTo', 0],
  ['Service', 'sidecar.istio.io/inject', 1],
  ['Service', 'galley.istio.io/analyze-suppress', 0],
  ['Pod', 'sidecar.istio.io/inject', 0],
  ['Pod', 'example.istio.io/own', 0],
])('%s with %s: %i', (kind, annotation, count) => {
  const metadata = { name: 'x', annotations: { [annotation]: 'x' } };
  const yaml = JSON.stringify({ apiVersion: 'v1', kind, metadata, spec: { containers: [] } });
  expect(findingsIn(check, yaml)).toHaveLength(count);
});
