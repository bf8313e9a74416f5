import { expect, test } from 'vitest';
import { configurationSidecarNamespaceConflict as check } from '../../../src/checks/configuration/sidecar-namespace-conflict.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(name: string, namespace: string, selector = ''): string {
  return `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: ${name}, namespace: ${namespace}}
spec: {${selector}egress: [{hosts: ["./*"]}]}`;
}

const two = `${sidecar('a', 'shop')}${sidecar('b', 'shop')}`;

test('two Sidecars for one namespace', () => {
  expect(findingsIn(check, two)).toMatchObject([
    {
      severity: 'error',
      aliases: ['IST0111', 'KIA0002'],
      subject: { kind: 'Sidecar', namespace: 'shop', name: 'a' },
      args: { others: 'b' },
    },
    { subject: { name: 'b' }, args: { others: 'a' } },
  ]);
});

test.each([
  ['one a namespace', `${sidecar('a', 'shop')}${sidecar('b', 'other')}`],
  ['one has a selector', `${sidecar('a', 'shop')}${sidecar('b', 'shop', 'workloadSelector: {labels: {app: web}}, ')}`],
  [
    'an ambient namespace',
    `${two}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}`,
  ],
])('no conflict: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
