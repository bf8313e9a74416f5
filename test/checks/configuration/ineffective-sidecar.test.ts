import { expect, test } from 'vitest';
import { configurationIneffectiveSidecar as check } from '../../../src/checks/configuration/ineffective-sidecar.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(spec: string): string {
  return `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: limits, namespace: shop}
spec: {${spec}egress: [{hosts: ["./*"]}]}`;
}

function namespace(labels: string): string {
  return `
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {${labels}}}`;
}

function pod(annotations: string): string {
  return `
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart}, annotations: {${annotations}}}
spec: {containers: [{name: app, image: app}]}`;
}

const forCart = sidecar('workloadSelector: {labels: {app: cart}}, ');
const ambient = 'istio.io/dataplane-mode: ambient';

test('the pods it selects are in ambient mode', () => {
  expect(findingsIn(check, `${forCart}${pod('ambient.istio.io/redirection: enabled')}`)).toMatchObject([
    {
      messageId: 'workload',
      severity: 'warning',
      aliases: ['IST0167'],
      subject: { kind: 'Sidecar', namespace: 'shop', name: 'limits' },
      args: { workload: 'cart' },
    },
  ]);
});

test('its namespace is in ambient mode', () => {
  expect(findingsIn(check, `${sidecar('')}${namespace(ambient)}`)).toMatchObject([{ messageId: 'namespace' }]);
});

test.each([
  ['a pod with a sidecar', `${forCart}${pod('')}`],
  ['a namespace without ambient mode', `${sidecar('')}${namespace('istio-injection: enabled')}`],
  ['injection wins in the namespace', `${sidecar('')}${namespace(`${ambient}, istio-injection: enabled`)}`],
])('it has its effect: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
