import { expect, test } from 'vitest';
import { configurationDeprecatedRouteField as check } from '../../../src/checks/configuration/deprecated-route-field.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function virtualService(fields: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec: {hosts: [cart], http: [{${fields}, route: [{destination: {host: cart}}]}]}`;
}

test.each([
  ['fault: {delay: {percent: 50, fixedDelay: 5s}}', 'replaced', 'fault.delay.percent', ['IST0002'], 'warning'],
  ['fault: {abort: {percent: 50, httpStatus: 500}}', 'gone', 'fault.abort.percent', ['IST0002'], 'warning'],
  ['appendHeaders: {a: b}', 'gone', 'appendHeaders', ['IST0002'], 'warning'],
  ['websocketUpgrade: true', 'needless', 'websocketUpgrade', ['IST0002'], 'warning'],
  ['corsPolicy: {allowOrigin: ["*"]}', 'replaced', 'corsPolicy.allowOrigin', [], 'info'],
])('%s', (fields, messageId, field, aliases, severity) => {
  expect(findingsIn(check, virtualService(fields))).toMatchObject([
    {
      messageId,
      severity,
      aliases,
      args: { field },
      subject: { kind: 'VirtualService', namespace: 'shop', name: 'cart' },
    },
  ]);
});

test.each([
  'fault: {delay: {percentage: {value: 50}, fixedDelay: 5s}}',
  'headers: {request: {add: {a: b}}}',
  'corsPolicy: {allowOrigins: [{exact: a}]}',
])('%s is current', (fields) => {
  expect(findingsIn(check, virtualService(fields))).toEqual([]);
});

test('fields of a destination', () => {
  const yaml = `
apiVersion: networking.istio.io/v1alpha3
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http:
  - route:
    - destination: {host: cart}
      removeResponseHeaders: [server]`;
  expect(findingsIn(check, yaml)).toMatchObject([
    { args: { field: 'removeResponseHeaders', now: 'headers.response.remove' }, evidence: [{ line: 9 }] },
  ]);
});

test('a control plane that has no replacement yet', () => {
  const yaml = virtualService('appendHeaders: {a: b}');
  expect(findingsInBundle(check, yaml, { controlPlaneVersions: ['1.0.9'] })).toEqual([]);
  expect(findingsInBundle(check, yaml, { controlPlaneVersions: ['1.4.9'] })).toMatchObject([{ messageId: 'replaced' }]);
  expect(findingsInBundle(check, yaml, { controlPlaneVersions: ['1.5.0'] })).toMatchObject([{ messageId: 'gone' }]);
});
