import { expect, test } from 'vitest';
import { configurationSidecarOutboundMode as check } from '../../../src/checks/configuration/sidecar-outbound-mode.js';
import { findingsIn } from '../../helpers/manifests.js';

function sidecar(policy: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: limits, namespace: shop}
spec: {${policy}egress: [{hosts: ["./*"]}]}`;
}

test('a policy without a mode', () => {
  expect(findingsIn(check, sidecar('outboundTrafficPolicy: {}, '))).toMatchObject([
    { severity: 'info', aliases: ['KIA1007'], subject: { kind: 'Sidecar', namespace: 'shop', name: 'limits' } },
  ]);
});

test.each([
  ['no policy', ''],
  ['ALLOW_ANY', 'outboundTrafficPolicy: {mode: ALLOW_ANY}, '],
  ['REGISTRY_ONLY, which is clear when it is written', 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}, '],
])('%s', (_, policy) => {
  expect(findingsIn(check, sidecar(policy))).toEqual([]);
});
