import { expect, test } from 'vitest';
import { configurationLightstepProvider as check } from '../../../src/checks/configuration/lightstep-provider.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const traces = `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: traces, namespace: istio-system}
spec: {tracing: [{providers: [{name: traces}]}]}`;
const lightstep = { meshConfig: 'extensionProviders: [{name: traces, lightstep: {service: ls, port: 443}}]' };
const otel = { meshConfig: 'extensionProviders: [{name: traces, opentelemetry: {service: otel, port: 4317}}]' };

test('a Telemetry that names it', () => {
  expect(findingsIn(check, traces, lightstep)).toMatchObject([
    {
      severity: 'warning',
      aliases: ['IST0002'],
      subject: { kind: 'Telemetry', namespace: 'istio-system', name: 'traces' },
      args: { provider: 'traces' },
    },
  ]);
});

test('another kind of provider, or a control plane before the deprecation', () => {
  expect(findingsIn(check, traces, otel)).toEqual([]);
  expect(findingsInBundle(check, traces, { controlPlaneVersions: ['1.17.8'] }, lightstep)).toEqual([]);
});
