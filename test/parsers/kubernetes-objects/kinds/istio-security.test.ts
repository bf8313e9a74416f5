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
  ['{}', { selector: new Map(), action: 'ALLOW', rules: 0, ruleList: [] }],
  [
    '{action: DENY, rules: [{}]}',
    {
      selector: new Map(),
      action: 'DENY',
      rules: 1,
      ruleList: [{ field: 'spec.rules[0]', from: [], to: [], when: [] }],
    },
  ],
  [
    '{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}], action: CUSTOM, provider: {name: oauth}}',
    {
      selector: new Map(),
      action: 'CUSTOM',
      provider: 'oauth',
      rules: 0,
      ruleList: [],
      targets: [{ field: 'spec.targetRefs[0]', group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }],
    },
  ],
])('AuthorizationPolicy %s', (spec, kept) => {
  expect(specOf('AuthorizationPolicy', 'security.istio.io/v1', spec)).toEqual(kept);
});

test('the rules of an AuthorizationPolicy, each part with its field', () => {
  const spec = specOf(
    'AuthorizationPolicy',
    'security.istio.io/v1',
    '{rules: [{from: [{source: {namespaces: [web]}}], to: [{operation: {ports: ["80", 8080], methods: [GET]}}], when: [{key: "request.headers[x]", values: [a]}]}]}',
  );
  expect(spec).toMatchObject({
    ruleList: [
      {
        from: [{ field: 'spec.rules[0].from[0].source', namespaces: ['web'], principals: [] }],
        to: [{ field: 'spec.rules[0].to[0].operation', ports: ['80', '8080'], methods: ['GET'] }],
        when: [{ field: 'spec.rules[0].when[0]', key: 'request.headers[x]', values: ['a'], notValues: [] }],
      },
    ],
  });
});

test('RequestAuthentication', () => {
  expect(
    specOf(
      'RequestAuthentication',
      'security.istio.io/v1',
      '{selector: {matchLabels: {app: cart}}, jwtRules: [{issuer: a, jwksUri: "https://a/keys"}, {issuer: b, jwks: "{}"}]}',
    ),
  ).toEqual({
    selector: new Map([['app', 'cart']]),
    targets: [],
    rules: [
      { field: 'spec.jwtRules[0]', issuer: 'a', jwksUri: 'https://a/keys', hasJwks: false, audiences: [] },
      { field: 'spec.jwtRules[1]', issuer: 'b', hasJwks: true, audiences: [] },
    ],
  });
});

test('a field of the wrong shape counts as not set, and the rest of the object stays', () => {
  expect(
    specOf('AuthorizationPolicy', 'security.istio.io/v1', '{action: MAYBE, selector: all, rules: [17, {to: 3}]}'),
  ).toMatchObject({ action: 'ALLOW', selector: new Map(), rules: 2, ruleList: [{ to: [] }, { to: [] }] });
});
