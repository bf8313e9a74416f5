import { expect, test } from 'vitest';
import { configurationTelemetryProvider as check } from '../../../src/checks/configuration/telemetry-provider.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn, resultOf } from '../../helpers/manifests.js';

function telemetry(spec: string, namespace = 'shop'): string {
  return `
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: logs, namespace: ${namespace}}
spec: {${spec}}`;
}

const errorsOnly = telemetry('accessLogging: [{filter: {expression: "response.code >= 400"}}]');
const otel = { meshConfig: 'extensionProviders: [{name: otel, opentelemetry: {service: otel, port: 4317}}]' };

test('an access log without a provider', () => {
  expect(findingsIn(check, errorsOnly)).toMatchObject([
    {
      messageId: 'noProvider',
      severity: 'warning',
      aliases: ['IST0157'],
      subject: { kind: 'Telemetry', namespace: 'shop', name: 'logs' },
    },
  ]);
});

test('default providers take it', () => {
  expect(findingsIn(check, errorsOnly, { meshConfig: 'defaultProviders: {accessLogging: [envoy]}' })).toEqual([]);
});

test('an access log that is switched off needs none', () => {
  expect(findingsIn(check, telemetry('accessLogging: [{disabled: true}]'))).toEqual([]);
});

const forMesh = telemetry('accessLogging: [{providers: [{name: envoy}]}]', 'istio-system');

test('in a bundle the provider may come from elsewhere, which istioctl does not see', () => {
  expect(findingsIn(check, errorsOnly + forMesh)).toHaveLength(1);
  expect(findingsInBundle(check, errorsOnly + forMesh)).toEqual([]);
  expect(findingsInBundle(check, errorsOnly, {}, { meshConfig: 'accessLogFile: /dev/stdout' })).toEqual([]);
  expect(findingsInBundle(check, errorsOnly)).toHaveLength(1);
});

test('a provider that the mesh configuration does not have', () => {
  const traces = telemetry('tracing: [{providers: [{name: jaeger}]}]');
  expect(findingsIn(check, traces, otel)).toMatchObject([
    { messageId: 'unknown', aliases: [], args: { provider: 'jaeger' } },
  ]);
  expect(resultOf(check, traces)).toMatchObject({ outcome: 'inconclusive', findings: [] });
});

test.each(['otel', 'envoy', 'prometheus'])('provider %s exists', (name) => {
  expect(findingsIn(check, telemetry(`metrics: [{providers: [{name: ${name}}]}]`), otel)).toEqual([]);
});

test('traces of no request', () => {
  expect(findingsIn(check, telemetry('tracing: [{randomSamplingPercentage: 0}]'))).toMatchObject([
    { messageId: 'noSampling', severity: 'info' },
  ]);
  expect(findingsIn(check, telemetry('tracing: [{randomSamplingPercentage: 1}]'))).toEqual([]);
});
