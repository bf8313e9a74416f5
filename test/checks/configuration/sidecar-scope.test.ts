import { expect, test } from 'vitest';
import { configurationSidecarScope as check } from '../../../src/checks/configuration/sidecar-scope.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const services = `
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: stock, namespace: store}
spec: {ports: [{port: 80}]}`;

function sidecar(hosts: string, namespace = 'shop', selector = ''): string {
  return `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: limits, namespace: ${namespace}}
spec: {${selector}egress: [{hosts: [${hosts}]}]}`;
}

function virtualService(more = ''): string {
  return `${services}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec: {${more}hosts: [cart], http: [{route: [{destination: {host: stock.store.svc.cluster.local}}]}]}`;
}

test('the Sidecar of its own namespace does not import it', () => {
  expect(findingsIn(check, sidecar('"istio-system/*"') + virtualService('exportTo: ["."], '))).toMatchObject([
    {
      messageId: 'notImported',
      severity: 'warning',
      subject: { kind: 'VirtualService', namespace: 'shop', name: 'cart' },
      args: { sidecarNamespace: 'shop', sidecar: 'limits' },
    },
  ]);
  expect(findingsIn(check, sidecar('"store/*"', 'istio-system') + virtualService())).toMatchObject([
    { severity: 'info', args: { sidecarNamespace: 'istio-system' } },
  ]);
});

test.each([
  ['all of its namespace is imported', sidecar('"./*"') + virtualService()],
  ['its host is', sidecar('"shop/cart.shop.svc.cluster.local"') + virtualService()],
  ['a wildcard covers it', sidecar('"*/*.cluster.local"') + virtualService()],
  [
    'a Sidecar of some workloads only',
    sidecar('"x/*"', 'shop', 'workloadSelector: {labels: {app: x}}, ') + virtualService(),
  ],
  ['a Sidecar of another namespace', sidecar('"x/*"', 'other') + virtualService()],
  ['a VirtualService for a gateway', sidecar('"x/*"') + virtualService('gateways: [public], ')],
  ['a VirtualService for other namespaces', sidecar('"x/*"') + virtualService('exportTo: [web], ')],
])('silent: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});

test('before 1.5 a VirtualService does not bring its destinations along', () => {
  const yaml = sidecar('"./*"') + virtualService();
  expect(findingsInBundle(check, yaml, { controlPlaneVersions: ['1.4.9'] })).toMatchObject([
    { messageId: 'destination', args: { host: 'stock.store.svc.cluster.local' } },
  ]);
  expect(findingsInBundle(check, yaml, { controlPlaneVersions: ['1.5.0'] })).toEqual([]);
});
