import { expect, test } from 'vitest';
import { validateObject } from '../../../../src/parsers/kubernetes-objects/validation/index.js';

function rule(spec: unknown, metadata: object = {}, rest: object = {}) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'cart', ...metadata },
    spec,
    ...rest,
  };
}

function says(object: unknown) {
  return validateObject(object).map(({ field, level, by }) => `${level} by ${by}: ${field}`);
}

test.each<[string, unknown]>([
  ['kinds of others', { apiVersion: 'v1', kind: 'Service', spec: { ports: 'x' } }],
  ['a kind of another group', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', spec: {} }],
  ['no object', 'text'],
  ['the old version of a kind', { ...rule({ host: 'cart' }), apiVersion: 'networking.istio.io/v1alpha3' }],
  ['null for a protobuf wrapper', rule({ host: 'cart', trafficPolicy: { tls: { insecureSkipVerify: null } } })],
])('nothing to say: %s', (_, object) => {
  expect(says(object)).toEqual([]);
});

test('a field that the schema lacks is refused, but for objects that the API server has stored', () => {
  expect(says(rule({ host: 'cart', trafficpolicy: {} }))).toEqual(['error by crd: spec.trafficpolicy']);
  expect(says(rule({ host: 'cart', trafficpolicy: {} }, { uid: '1' }))).toEqual([]);
  expect(says(rule({ host: 'cart' }, {}, { specs: {} }))).toEqual(['error by crd: specs']);
});

test('what cannot be read hides the other rules', () => {
  expect(says(rule({ host: 5, subsets: [{ name: 'a b' }] }))).toEqual(['error by webhook: spec.host']);
});

test('istiod reads quoted numbers, names with underscores and null, which the API server refuses', () => {
  const pool = (tcp: object) => rule({ host: 'cart', trafficPolicy: { connectionPool: { tcp } } });
  const field = 'spec.trafficPolicy.connectionPool.tcp';
  expect(says(pool({ maxConnections: '5' }))).toEqual([`error by crd: ${field}.maxConnections`]);
  expect(says(pool({ max_connections: -5 }))).toEqual([
    `error by crd: ${field}.max_connections`,
    `error by webhook: ${field}.maxConnections`,
  ]);
  expect(says(pool({ maxConnections: null }))).toEqual([`error by crd: ${field}.maxConnections`]);
});

test('a kind that needs a spec', () => {
  const group = { apiVersion: 'networking.istio.io/v1', kind: 'WorkloadGroup', metadata: { name: 'vm' } };
  expect(says(group)).toEqual(['error by crd: spec', 'error by webhook: spec.template']);
});

test('an object of thousands of mistakes is cut', () => {
  const subsets = Array.from({ length: 5000 }, () => ({ name: '_' }));
  expect(validateObject(rule({ host: 'cart', subsets }))).toHaveLength(100);
});

test('long values are cut in messages', () => {
  const [violation] = validateObject(rule({ host: `a_${'b'.repeat(200)}` }));
  expect(violation?.message.length).toBeLessThan(300);
});
