import { expect, test } from 'vitest';
import { configurationSidecarWorkloadConflict as check } from '../../../src/checks/configuration/sidecar-workload-conflict.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(name: string, labels: string, namespace = 'shop', created = ''): string {
  return `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ${name}, namespace: ${namespace}${created && `, creationTimestamp: "${created}"`}}
spec: {workloadSelector: {labels: {${labels}}}, egress: [{hosts: ["./*"]}]}`;
}

function pod(labels: string, annotations = ''): string {
  return `
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {${labels}}, annotations: {${annotations}}}
spec: {containers: [{name: app, image: app}]}`;
}

const cart = pod('app: cart, tier: back');

test('two Sidecars that share a pod, by different labels', () => {
  const found = findingsIn(
    check,
    `${cart}${sidecar('new', 'app: cart', 'shop', '2026-02-01T00:00:00Z')}${sidecar('old', 'tier: back', 'shop', '2025-02-01T00:00:00Z')}`,
  );
  expect(found).toMatchObject([
    {
      severity: 'error',
      aliases: ['IST0110', 'KIA0003'],
      subject: { kind: 'Sidecar', namespace: 'shop', name: 'new' },
      args: { workload: 'cart', others: 'old' },
      detail: 'old is the oldest.',
      evidenceTotal: 2,
    },
    { subject: { name: 'old' }, args: { others: 'new' } },
  ]);
});

test.each([
  ['the same selector without pods', `${pod('app: web')}${sidecar('a', 'app: cart')}${sidecar('b', 'app: cart')}`],
  ['another namespace', `${cart}${sidecar('a', 'app: cart')}${sidecar('b', 'app: cart', 'other')}`],
  ['different pods', `${cart}${sidecar('a', 'app: cart')}${sidecar('b', 'app: web')}`],
  [
    'a pod in ambient mode',
    `${pod('app: cart', 'ambient.istio.io/redirection: enabled')}${sidecar('a', 'app: cart')}${sidecar('b', 'app: cart')}`,
  ],
])('no conflict: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
