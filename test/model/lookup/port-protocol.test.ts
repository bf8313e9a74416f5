import { expect, test } from 'vitest';
import { declaredProtocol } from '../../../src/model/lookup/port-protocol.js';

function protocolOf(port: { name?: string; appProtocol?: string; port?: number }): string | undefined {
  return declaredProtocol({ port: 8080, protocol: 'TCP', ...port })?.protocol;
}

test('the name up to its first dash', () => {
  expect(protocolOf({ name: 'http' })).toBe('http');
  expect(protocolOf({ name: 'HTTP-metrics' })).toBe('http');
  expect(protocolOf({ name: 'grpc-web-api' })).toBe('grpc-web');
  expect(protocolOf({ name: 'metrics' })).toBeUndefined();
  expect(protocolOf({ name: 'httpmetrics' })).toBeUndefined();
  expect(protocolOf({})).toBeUndefined();
});

test('appProtocol wins, even when Istio does not know it', () => {
  expect(protocolOf({ name: 'http', appProtocol: 'tcp' })).toBe('tcp');
  expect(protocolOf({ name: 'http', appProtocol: 'example.com/custom' })).toBeUndefined();
  expect(protocolOf({ appProtocol: 'kubernetes.io/h2c' })).toBe('kubernetes.io/h2c');
});

test('ports that Istio takes for TCP by their number', () => {
  expect(protocolOf({ name: 'db', port: 3306 })).toBe('tcp');
  expect(protocolOf({ port: 27017 })).toBe('tcp');
  expect(protocolOf({ name: 'http', port: 3306 })).toBe('http');
});
