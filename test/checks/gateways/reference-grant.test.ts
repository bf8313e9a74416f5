import { expect, test } from 'vitest';
import { gatewaysReferenceGrant } from '../../../src/checks/gateways/reference-grant.js';
import { findingsIn } from '../../helpers/manifests.js';

function grantFrom(namespace: string) {
  return `
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop}
    ---
    apiVersion: gateway.networking.k8s.io/v1beta1
    kind: ReferenceGrant
    metadata: {name: routes, namespace: shop}
    spec:
      from:
      - group: gateway.networking.k8s.io
        kind: HTTPRoute
        namespace: ${namespace}
      to:
      - {group: "", kind: Service}
  `;
}

test('silent: a namespace that exists', () => {
  expect(findingsIn(gatewaysReferenceGrant, grantFrom('shop'))).toEqual([]);
});

test('a namespace that does not exist', () => {
  expect(findingsIn(gatewaysReferenceGrant, grantFrom('shopp'))).toMatchObject([
    {
      messageId: 'unknown',
      severity: 'error',
      aliases: ['KIA1601'],
      subject: { kind: 'ReferenceGrant', namespace: 'shop', name: 'routes' },
      args: { from: 'shopp' },
      evidence: [{ line: 12 }],
    },
  ]);
});
