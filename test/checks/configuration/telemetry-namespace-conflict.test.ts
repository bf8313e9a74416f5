import { expect, test } from 'vitest';
import { configurationTelemetryNamespaceConflict as check } from '../../../src/checks/configuration/telemetry-namespace-conflict.js';
import { findingsIn } from '../../helpers/manifests.js';

function telemetry(name: string, scope = '', namespace = 'shop'): string {
  return `
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: ${name}, namespace: ${namespace}}
spec: {${scope}accessLogging: [{providers: [{name: envoy}]}]}`;
}

test('two Telemetry objects for one namespace', () => {
  expect(findingsIn(check, `${telemetry('a')}${telemetry('b')}`)).toMatchObject([
    { severity: 'error', aliases: ['IST0160'], subject: { kind: 'Telemetry', namespace: 'shop', name: 'a' } },
    { subject: { name: 'b' }, args: { others: 'a' } },
  ]);
});

test.each([
  ['one a namespace', `${telemetry('a')}${telemetry('b', '', 'istio-system')}`],
  ['one has a selector', `${telemetry('a')}${telemetry('b', 'selector: {matchLabels: {app: web}}, ')}`],
  [
    'one is attached to a waypoint, which istioctl counts',
    `${telemetry('a')}${telemetry('b', 'targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}], ')}`,
  ],
])('no conflict: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});
