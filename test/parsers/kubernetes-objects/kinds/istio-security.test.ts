import { describe, expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

function specOf(kind: string, apiVersion: string, spec: string) {
  return objectFrom(`
    apiVersion: ${apiVersion}
    kind: ${kind}
    metadata: {name: default, namespace: shop}
    spec: ${spec}
  `).spec;
}

test.each([
  ['{}', { selector: new Map(), mode: 'UNSET', portModes: new Map() }],
  ['{mtls: {}}', { selector: new Map(), mode: 'UNSET', portModes: new Map() }],
  [
    '{selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}',
    { selector: new Map([['app', 'cart']]), mode: 'STRICT', portModes: new Map([[8080, 'DISABLE']]) },
  ],
])('PeerAuthentication %s', (spec, kept) => {
  expect(specOf('PeerAuthentication', 'security.istio.io/v1', spec)).toEqual(kept);
});

describe('Policy and MeshPolicy of Istio 1.0 to 1.5', () => {
  const authentication = 'authentication.istio.io/v1alpha1';

  test.each([
    ['peers: [{mtls: {}}]', 'STRICT'],
    ['peers: [{mtls: null}]', 'STRICT'],
    ['peers: [{mtls: {mode: PERMISSIVE}}]', 'PERMISSIVE'],
    ['peers: [{jwt: {issuer: x}}]', 'DISABLE'],
    ['origins: []', 'DISABLE'],
  ])('%s', (spec, mode) => {
    expect(specOf('Policy', authentication, `{${spec}}`)).toEqual({ targets: [], mode });
  });

  test('targets by service and port', () => {
    const spec = '{peers: [{mtls: {}}], targets: [{name: cart, ports: [{number: 8080}, {name: http}]}, {name: web}]}';
    expect(specOf('Policy', authentication, spec)).toEqual({
      targets: [
        { name: 'cart', ports: [8080, 'http'] },
        { name: 'web', ports: [] },
      ],
      mode: 'STRICT',
    });
  });

  test('a MeshPolicy is in no namespace; a Policy of another group is none', () => {
    const mesh = objectFrom(`
      apiVersion: ${authentication}
      kind: MeshPolicy
      metadata: {name: default}
      spec: {peers: [{mtls: {}}]}
    `);
    expect(mesh.metadata).not.toHaveProperty('namespace');
    expect(() => specOf('Policy', 'policy.open-cluster-management.io/v1', '{}')).toThrow('no object');
  });
});

test.each([
  ['{}', { selector: new Map(), action: 'ALLOW', rules: 0 }],
  ['{action: DENY, rules: [{}]}', { selector: new Map(), action: 'DENY', rules: 1 }],
  [
    '{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}], rules: [{}, {}]}',
    { selector: new Map(), action: 'ALLOW', rules: 2, targets: [{ kind: 'Gateway', name: 'waypoint' }] },
  ],
])('AuthorizationPolicy %s', (spec, kept) => {
  expect(specOf('AuthorizationPolicy', 'security.istio.io/v1', spec)).toEqual(kept);
});
