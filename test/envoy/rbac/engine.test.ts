import { expect, test } from 'vitest';
import { notKnown } from '../../../src/envoy/known-metadata.js';
import { snakeCase } from '../../../src/envoy/message.js';
import { decide } from '../../../src/envoy/rbac/engine.js';
import { evaluateRbac, rbacOfRoute } from '../../../src/envoy/rbac/filter.js';
import { policyOrigin } from '../../../src/envoy/rbac/policy-name.js';
import { certificateNames, noHeaders, type RbacRequest } from '../../../src/envoy/rbac/request.js';
import { headersOfRequest } from '../../../src/envoy/request-headers.js';

const any = [{ any: true }];
const post = [{ header: { name: ':method', string_match: { exact: 'POST' } } }];
const web = [{ authenticated: { principal_name: { exact: 'spiffe://cluster.local/ns/shop/sa/web' } } }];

const request: RbacRequest = {
  headers: headersOfRequest({ authority: 'cart', method: 'GET', path: '/a?b' }),
  peer: { transport: 'tls', names: certificateNames({ uriSans: ['spiffe://cluster.local/ns/shop/sa/web'] }) },
  sourceIp: '10.0.0.1',
};

function rules(policies: Record<string, unknown>, action?: string) {
  return { policies, ...(action && { action }) };
}

function holds(permission: unknown, of: RbacRequest = request) {
  return decide(rules({ p: { permissions: [permission], principals: any } }), undefined, of).decision;
}

function isCalledBy(principal: unknown, of: RbacRequest = request) {
  return decide(rules({ p: { permissions: any, principals: [principal] } }), undefined, of).decision;
}

test('policies are tried in the order of the bytes of their names', () => {
  const both = { permissions: any, principals: any };
  expect(decide(rules({ 'rule[2]': both, 'rule[10]': both }), undefined, request).policy).toBe('rule[10]');
  expect(decide(rules({ a: both, Z: both }), undefined, request).policy).toBe('Z');
});

test('a policy without permissions or without principals matches nothing', () => {
  expect(decide(rules({ p: { permissions: any } }), undefined, request).decision).toBe('deny');
  expect(decide(rules({ p: { principals: any } }, 'DENY'), undefined, request).decision).toBe('allow');
});

test('LOG lets everything pass', () => {
  expect(decide(rules({ p: { permissions: any, principals: any } }, 'LOG'), undefined, request)).toMatchObject({
    decision: 'allow',
    policy: 'p',
  });
});

test('what the missing input cannot change is decided', () => {
  const { peer, ...withoutPeer } = request;
  const byWeb = { permissions: any, principals: web };
  const byMethod = { permissions: post, principals: web };
  expect(peer).toBeDefined();
  expect(decide(rules({ byWeb }), undefined, withoutPeer)).toMatchObject({ decision: 'unknown', undecided: ['byWeb'] });
  expect(decide(rules({ byMethod }), undefined, withoutPeer)).toMatchObject({ decision: 'deny', undecided: [] });
  expect(decide(rules({ byWeb, other: { permissions: any, principals: any } }), undefined, withoutPeer)).toEqual({
    decision: 'allow',
    action: 'ALLOW',
    policy: 'other',
    undecided: ['byWeb'],
  });
});

test('CEL expressions, unknown rules and match trees are unknown', () => {
  const expression = { permissions: any, principals: any, condition: { call_expr: {} } };
  expect(decide(rules({ expression }), undefined, request).decision).toBe('unknown');
  expect(holds({ matcher: { name: 'x' } })).toBe('unknown');
  expect(decide(undefined, { matcher_list: {} }, request).decision).toBe('unknown');
});

test('the path goes without its query, the :path header with it', () => {
  expect(holds({ url_path: { path: { exact: '/a' } } })).toBe('allow');
  expect(holds({ header: { name: ':path', exact_match: '/a' } })).toBe('deny');
  expect(holds({ uri_template: { typed_config: { path_template: '/*' } } })).toBe('allow');
});

test('a connection without HTTP: header and path matchers are false, what they are not is true', () => {
  const connection = { ...request, headers: noHeaders };
  expect(holds({ header: { name: 'a', present_match: true } }, connection)).toBe('deny');
  expect(holds({ not_rule: { url_path: { path: { prefix: '/' } } } }, connection)).toBe('allow');
});

test('identities: any TLS client, any name of the certificate, none in plain text', () => {
  expect(isCalledBy({ authenticated: {} })).toBe('allow');
  const names = certificateNames({ uriSans: ['spiffe://a'], dnsSans: ['web.example.com'], subject: 'CN=web' });
  for (const exact of ['web.example.com', 'CN=web']) {
    const principal = { authenticated: { principal_name: { exact } } };
    expect(isCalledBy(principal, { peer: { transport: 'tls', names } })).toBe('allow');
    expect(isCalledBy(principal, { peer: { transport: 'tls' } })).toBe('unknown');
    expect(isCalledBy(principal, { peer: { transport: 'plaintext' } })).toBe('deny');
  }
});

test('behind HBONE the identity is filter state', () => {
  const principal = { filter_state: { key: 'io.istio.peer_principal', string_match: { prefix: 'spiffe://' } } };
  expect(isCalledBy(principal, { filterState: new Map([['io.istio.peer_principal', 'spiffe://a']]) })).toBe('allow');
  expect(isCalledBy(principal, { filterState: new Map() })).toBe('deny');
  expect(isCalledBy(principal, {})).toBe('unknown');
});

test('the remote address is the peer where no header names another client', () => {
  const principal = { remote_ip: { address_prefix: '10.0.0.0', prefix_len: 8 } };
  const forwarded = headersOfRequest({ authority: 'a', headers: [{ name: 'x-forwarded-for', value: '1.2.3.4' }] });
  expect(isCalledBy(principal)).toBe('allow');
  expect(isCalledBy(principal, { ...request, headers: forwarded })).toBe('unknown');
  expect(isCalledBy(principal, { ...request, headers: forwarded, remoteIp: '1.2.3.4' })).toBe('deny');
});

test('metadata: known, not set, and not known', () => {
  const metadata = {
    filter: 'jwt',
    path: [{ key: 'payload' }, { key: 'iss' }],
    value: { string_match: { exact: 'a' } },
  };
  expect(isCalledBy({ metadata }, { metadata: { jwt: { payload: { iss: 'a' } } } })).toBe('allow');
  expect(isCalledBy({ metadata }, { metadata: {} })).toBe('deny');
  expect(isCalledBy({ metadata: { ...metadata, invert: true } }, { metadata: {} })).toBe('allow');
  expect(isCalledBy({ metadata }, { metadata: { jwt: { payload: notKnown } } })).toBe('unknown');
  const routed = { sourced_metadata: { metadata_matcher: metadata, metadata_source: 'ROUTE' } };
  expect(isCalledBy(routed, { metadata: {}, routeMetadata: { jwt: { payload: { iss: 'a' } } } })).toBe('allow');
});

test('shadow rules decide nothing, but write what they would', () => {
  const config = snakeCase({
    shadowRules: rules({ p: { permissions: any, principals: any } }, 'DENY'),
    shadowRulesStatPrefix: 'istio_ext_authz_',
  });
  expect(evaluateRbac(config as never, request)).toMatchObject({
    enforced: { decision: 'allow' },
    shadow: { decision: 'deny', policy: 'p' },
    metadata: { istio_ext_authz_shadow_engine_result: 'denied', istio_ext_authz_shadow_effective_policy_id: 'p' },
  });
});

test('a route without rbac switches the filter off', () => {
  expect(evaluateRbac(rbacOfRoute({}), request).enforced.decision).toBe('allow');
  expect(evaluateRbac(rbacOfRoute({ rbac: { rules: {} } }), request).enforced.decision).toBe('deny');
});

test('the names that Istio gives to policies', () => {
  expect(policyOrigin('ns[shop]-policy[web]-rule[12]')).toEqual({ namespace: 'shop', name: 'web', rule: 12 });
  expect(policyOrigin('istio-ext-authz-my-ns-ns[shop]-policy[web]-rule[0]')).toEqual({
    namespace: 'shop',
    name: 'web',
    rule: 0,
    provider: 'my-ns',
  });
  expect(policyOrigin('ns[a]-policy[b]-rule[0]-deny-due-to-bad-CUSTOM-action')).toMatchObject({ hasBadProvider: true });
  expect(policyOrigin('viewer')).toBeUndefined();
  expect(policyOrigin('istio-ext-authz-x')).toBeUndefined();
});
