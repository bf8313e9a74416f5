import { expect, test } from 'vitest';
import { configurationSidecarEgressHost as check } from '../../../src/checks/configuration/sidecar-egress-host.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

const cart = `
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: bank, namespace: egress}
spec: {hosts: [bank.example.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: routed, namespace: egress}
spec: {hosts: [routed.example.com], http: [{route: [{destination: {host: bank.example.com}}]}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}`;

function sidecar(host: string): string {
  return `
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: limits, namespace: web}
spec:
  egress:
  - hosts:
    - ./*
    - ${host}`;
}

test('a host that nothing has', () => {
  expect(findingsIn(check, sidecar('shop/kart.shop.svc.cluster.local') + cart)).toMatchObject([
    {
      messageId: 'unknown',
      severity: 'warning',
      aliases: ['KIA1004'],
      subject: { kind: 'Sidecar', namespace: 'web', name: 'limits' },
      args: { host: 'kart.shop.svc.cluster.local' },
      evidence: [{ line: 9 }],
    },
  ]);
});

test('a host of another namespace than the one before the slash', () => {
  expect(findingsIn(check, sidecar('./bank.example.com') + cart)).toMatchObject([
    { messageId: 'otherNamespace', aliases: [], args: { scope: 'web', actual: 'egress' } },
  ]);
});

test('a name that only DNS completes', () => {
  expect(findingsIn(check, sidecar('shop/cart.shop') + cart)).toMatchObject([
    { messageId: 'incomplete', args: { meant: 'cart.shop.svc.cluster.local' } },
  ]);
});

test.each([
  'shop/cart.shop.svc.cluster.local',
  '*/cart.shop.svc.cluster.local',
  'egress/bank.example.com',
  'egress/routed.example.com',
  'shop/*',
  'other/*.example.org',
  '~/*',
])('%s is fine', (host) => {
  expect(findingsIn(check, sidecar(host) + cart)).toEqual([]);
});

test('a namespace that was not gathered may have the host', () => {
  const partial = new Map([['Service', new Set(['shop'])]]);
  expect(resultInBundle(check, sidecar('far/x.far.svc.cluster.local') + cart, { partial })).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});
