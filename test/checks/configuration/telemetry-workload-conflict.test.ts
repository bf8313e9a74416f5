import { expect, test } from 'vitest';
import { configurationTelemetryWorkloadConflict as check } from '../../../src/checks/configuration/telemetry-workload-conflict.js';
import { findingsIn } from '../../helpers/manifests.js';

function telemetry(name: string, labels: string): string {
  return `
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${name}, namespace: shop}
spec: {selector: {matchLabels: {${labels}}}, accessLogging: [{providers: [{name: envoy}]}]}`;
}

const cart = `
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart, tier: back}}
spec: {containers: [{name: app, image: app}]}`;

test('two Telemetry objects that share a pod', () => {
  expect(findingsIn(check, `${cart}${telemetry('a', 'app: cart')}${telemetry('b', 'tier: back')}`)).toMatchObject([
    { severity: 'error', aliases: ['IST0159'], subject: { kind: 'Telemetry', namespace: 'shop', name: 'a' } },
    { subject: { name: 'b' }, args: { others: 'a', workload: 'cart' } },
  ]);
});

test('different pods', () => {
  expect(findingsIn(check, `${cart}${telemetry('a', 'app: cart')}${telemetry('b', 'app: web')}`)).toEqual([]);
});
