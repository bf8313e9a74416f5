import { expect, test } from 'vitest';
import { configurationSidecarEgressProxy as check } from '../../../src/checks/configuration/sidecar-egress-proxy.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(policy: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: limits, namespace: shop}
spec: {outboundTrafficPolicy: {mode: ALLOW_ANY${policy}}}`;
}

const proxied = sidecar(', egressProxy: {host: egress, port: {number: 9080}}');

test('an egress proxy', () => {
  expect(findingsIn(check, proxied)).toMatchObject([
    { severity: 'warning', aliases: ['IST0002'], subject: { kind: 'Sidecar', namespace: 'shop', name: 'limits' } },
  ]);
});

test('none, or a control plane that still uses it', () => {
  expect(findingsIn(check, sidecar(''))).toEqual([]);
  expect(findingsInBundle(check, proxied, { controlPlaneVersions: ['1.6.2'] })).toEqual([]);
});
