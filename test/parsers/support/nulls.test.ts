import { expect, test } from 'vitest';
import { dropNulls } from '../../../src/parsers/support/nulls.js';

test('null fields go at every depth; other empty values and nulls in arrays stay', () => {
  const value = { creationTimestamp: null, spec: { ports: [{ name: null, port: 80 }, null], host: '', weight: 0 } };
  dropNulls(value);
  expect(value).toEqual({ spec: { ports: [{ port: 80 }, null], host: '', weight: 0 } });
});

test('`mtls: null` of an Istio 1.0 Policy is a setting', () => {
  const value = { peers: [{ mtls: null }] };
  dropNulls(value);
  expect(value).toEqual({ peers: [{ mtls: {} }] });
});
