import { expect, test } from 'vitest';
import { configurationTelemetrySelector as check } from '../../../src/checks/configuration/telemetry-selector.js';
import { findingsInBundle, resultInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const given = `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: limits, namespace: shop}
spec: {selector: {matchLabels: {app: cart}}}`;

function pod(namespace: string, app: string): string {
  return `
---
apiVersion: v1
kind: Pod
metadata: {name: ${app}, namespace: ${namespace}, labels: {app: ${app}}}
spec: {containers: [{name: app, image: app}]}`;
}

function template(kind: string, spec: string): string {
  return `${pod('shop', 'web')}
---
apiVersion: ${kind === 'Job' ? 'batch' : 'apps'}/v1
kind: ${kind}
metadata: {name: cart, namespace: shop}
spec: {${spec}template: {metadata: {labels: {app: cart}}, spec: {containers: []}}}`;
}

test.each([
  ['no pod has the labels', pod('shop', 'web')],
  ['pods of another namespace have', pod('other', 'cart')],
])('%s', (_, pods) => {
  expect(findingsIn(check, given + pods)).toMatchObject([
    {
      messageId: 'noMatch',
      severity: 'error',
      aliases: ['IST0101'],
      subject: { kind: 'Telemetry', namespace: 'shop', name: 'limits' },
      args: { selector: 'app=cart' },
    },
  ]);
});

test('a workload that is scaled to zero is information', () => {
  expect(findingsIn(check, given + template('Deployment', 'replicas: 0, '))).toMatchObject([
    { messageId: 'scaledToZero', severity: 'info', args: { kind: 'Deployment', workload: 'cart' } },
  ]);
});

test.each([
  ['a pod has the labels', pod('shop', 'cart')],
  ['pods of a Job come and go', template('Job', '')],
  ['a Deployment of which no pod was captured', template('Deployment', 'replicas: 2, ')],
  [
    'a workload on a virtual machine',
    `${pod('shop', 'web')}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm, namespace: shop}
spec: {address: 10.0.0.7, labels: {app: cart}}`,
  ],
])('it selects something: %s', (_, others) => {
  expect(findingsInBundle(check, given + others)).toEqual([]);
});

test('pods of chosen namespaces decide nothing about others', () => {
  const partial = new Map([['Pod', new Set(['other'])]]);
  expect(resultInBundle(check, given + pod('other', 'cart'), { partial })).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});
