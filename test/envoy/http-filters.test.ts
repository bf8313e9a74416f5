import { expect, test } from 'vitest';
import type { FilterContext, FilterRequest } from '../../src/envoy/http-filter-request.js';
import { walkHttpFilters } from '../../src/envoy/http-filters.js';
import { snakeCase } from '../../src/envoy/message.js';
import { headersOfRequest } from '../../src/envoy/request-headers.js';

const prefix = 'type.googleapis.com/envoy.extensions.filters.http';
const router = { name: 'envoy.filters.http.router', typed_config: { '@type': `${prefix}.router.v3.Router` } };
const rbac = (config: object) => ({
  name: 'envoy.filters.http.rbac',
  typed_config: { '@type': `${prefix}.rbac.v3.RBAC`, ...config },
});
const all = { permissions: [{ any: true }], principals: [{ any: true }] };
const denyAll = rbac({ rules: { action: 'DENY', policies: { 'ns[a]-policy[b c]-rule[0]': all } } });

function request(
  more: Partial<FilterRequest> & { method?: string; header?: Record<string, string> } = {},
): FilterRequest {
  const { method = 'GET', header = {}, ...rest } = more;
  const headers = Object.entries(header).map(([name, value]) => ({ name, value }));
  return { headers: headersOfRequest({ authority: 'cart', method, path: '/', headers }), ...rest };
}

function verdicts(filters: readonly object[], of: FilterRequest = request(), context?: FilterContext) {
  return walkHttpFilters(snakeCase({ http_filters: filters }) as never, of, context).steps.map(
    ({ verdict }) => verdict,
  );
}

function kinds(...walk: Parameters<typeof verdicts>) {
  return verdicts(...walk).map(({ kind }) => kind);
}

test('the first filter that denies ends the request', () => {
  const walk = walkHttpFilters({ http_filters: [denyAll, router] }, request());
  expect(walk.ended).toMatchObject({
    index: 0,
    kind: 'rbac',
    verdict: { kind: 'deny', status: 403, details: 'rbac_access_denied_matched_policy[ns[a]-policy[b_c]-rule[0]]' },
  });
  expect(walk.steps).toHaveLength(1);
  expect(kinds([rbac({}), router])).toEqual(['pass', 'forward']);
  expect(verdicts([rbac({ rules: {} }), router])[0]).toMatchObject({
    details: 'rbac_access_denied_matched_policy[none]',
  });
});

test('a route replaces the policies, or switches a filter off or on', () => {
  const route = (config: object) => ({ overrides: [{ 'envoy.filters.http.rbac': config }] });
  const wrapped = { '@type': 'type.googleapis.com/envoy.config.route.v3.FilterConfig' };
  expect(kinds([denyAll, router], request(), route({}))).toEqual(['pass', 'forward']);
  expect(kinds([rbac({}), router], request(), route({ rbac: { rules: {} } }))).toEqual(['deny']);
  expect(kinds([denyAll, router], request(), route({ ...wrapped, disabled: true }))).toEqual(['pass', 'forward']);
  expect(kinds([{ ...denyAll, disabled: true }, router])).toEqual(['pass', 'forward']);
  expect(kinds([{ ...denyAll, disabled: true }, router], request(), route(wrapped))).toEqual(['deny']);
});

test('CUSTOM: the external service is asked where its policy matches', () => {
  const shadow = (policies: object) =>
    rbac({ shadow_rules: { action: 'DENY', policies }, shadow_rules_stat_prefix: 'istio_ext_authz_' });
  const authorizer = {
    name: 'envoy.filters.http.ext_authz',
    typed_config: {
      '@type': `${prefix}.ext_authz.v3.ExtAuthz`,
      grpc_service: { envoy_grpc: { cluster_name: 'outbound|9000||authz' } },
      failure_mode_allow: true,
      filter_enabled_metadata: {
        filter: 'envoy.filters.http.rbac',
        path: [{ key: 'istio_ext_authz_shadow_effective_policy_id' }],
        value: { string_match: { prefix: 'istio-ext-authz-default' } },
      },
    },
  };
  const name = 'istio-ext-authz-default-ns[a]-policy[b]-rule[0]';
  expect(verdicts([shadow({ [name]: all }), authorizer, router])[1]).toMatchObject({
    kind: 'opaque',
    clusters: ['outbound|9000||authz'],
    passesOnFailure: true,
  });
  expect(kinds([shadow({}), authorizer, router])).toEqual(['pass', 'pass', 'forward']);
  const unknown = { permissions: [{ any: true }], principals: [{ authenticated: {} }] };
  expect(verdicts([shadow({ [name]: unknown }), authorizer, router])[1]).toMatchObject({
    why: 'an external service may be asked to decide',
  });
});

const provider = {
  issuer: 'https://issuer',
  payload_in_metadata: 'payload',
  remote_jwks: { http_uri: { cluster: 'keys' } },
};
const jwt = (requires: object) => ({
  name: 'envoy.filters.http.jwt_authn',
  typed_config: {
    '@type': `${prefix}.jwt_authn.v3.JwtAuthentication`,
    providers: { 'origins-0': provider },
    rules: [{ match: { prefix: '/' }, requires }],
  },
});
const lenient = jwt({ requires_any: { requirements: [{ provider_name: 'origins-0' }, { allow_missing: {} }] } });
const strict = jwt({ provider_name: 'origins-0' });

test('a call without a token', () => {
  expect(verdicts([lenient, router])[0]).toMatchObject({ kind: 'pass', clusters: ['keys'] });
  expect(verdicts([strict, router])).toMatchObject([{ kind: 'deny', status: 401, why: 'Jwt is missing' }]);
});

test('a token is taken to be valid, unless nobody is known to issue such', () => {
  expect(kinds([lenient, router], request({ header: { authorization: 'Bearer x' } }))).toEqual(['assumed', 'forward']);
  expect(verdicts([lenient, router], request({ token: { issuer: 'https://other' } }))).toMatchObject([
    { kind: 'deny', status: 401, why: 'Jwt issuer is not configured' },
  ]);
});

test('policies see the claims of the token, and know of none without one', () => {
  const claim = { filter: 'envoy.filters.http.jwt_authn', path: [{ key: 'payload' }, { key: 'sub' }] };
  const metadata = { ...claim, value: { string_match: { exact: 'me' } } };
  const policy = { permissions: [{ any: true }], principals: [{ metadata }] };
  const filters = [lenient, rbac({ rules: { policies: { policy } } }), router];
  expect(kinds(filters)).toEqual(['pass', 'deny']);
  expect(kinds(filters, request({ token: { claims: { iss: 'https://issuer', sub: 'me' } } }))).toEqual([
    'assumed',
    'pass',
    'forward',
  ]);
  expect(kinds(filters, request({ token: { issuer: 'https://issuer' } }))).toEqual(['assumed', 'unknown', 'forward']);
});

test('Istio 1.0: its own filter asks for mutual TLS and hands the identity on', () => {
  const authn = { name: 'istio_authn', config: { policy: { peers: [{ mtls: {} }] } } };
  const metadata = {
    filter: 'istio_authn',
    path: [{ key: 'source.principal' }],
    value: { string_match: { exact: 'cluster.local/ns/shop/sa/web' } },
  };
  const policy = { permissions: [{ any: true }], principals: [{ metadata }] };
  const filters = [
    authn,
    { name: 'envoy.filters.http.rbac', config: { rules: { policies: { policy } } } },
    { name: 'envoy.router' },
  ];
  const peer = { transport: 'tls', names: ['spiffe://cluster.local/ns/shop/sa/web', ''] } as const;
  expect(kinds(filters, request({ peer }))).toEqual(['pass', 'pass', 'forward']);
  expect(verdicts(filters, request({ peer: { transport: 'plaintext' } }))).toMatchObject([
    { kind: 'deny', status: 401 },
  ]);
});

test('faults: for some requests, for all, for none', () => {
  const fault = { name: 'envoy.fault', config: {} };
  const context = (config: object) => ({ overrides: [{ 'envoy.filters.http.fault': config }] });
  const abort = (numerator: number) => ({ abort: { http_status: 503, percentage: { numerator } } });
  expect(verdicts([fault, router], request(), context(abort(10)))[0]).toEqual({
    kind: 'fault',
    fault: { abort: { status: 503, chance: 0.1 }, applies: true },
  });
  expect(verdicts([fault, router], request(), context(abort(100)))).toMatchObject([
    { kind: 'deny', status: 503, flag: 'FI' },
  ]);
  expect(
    kinds([fault, router], request(), context({ ...abort(100), headers: [{ name: 'x', exact_match: 'y' }] })),
  ).toEqual(['pass', 'forward']);
});

test('a preflight is answered when its origin is allowed', () => {
  const filters = [{ name: 'envoy.cors' }, router];
  const header = { origin: 'https://a', 'access-control-request-method': 'PUT' };
  const context = { corsPolicies: [{ allow_origin_string_match: [{ exact: 'https://a' }] }] };
  expect(kinds(filters, request({ method: 'OPTIONS', header }), context)).toEqual(['answer']);
  expect(kinds(filters, request({ method: 'GET', header }), context)).toEqual(['pass', 'forward']);
  expect(kinds(filters, request({ method: 'OPTIONS', header: { ...header, origin: 'https://b' } }), context)).toEqual([
    'pass',
    'forward',
  ]);
});

test('what nobody can tell: plug-ins, Mixer, configurations that are not there', () => {
  const lua = { name: 'x', typed_config: { '@type': `${prefix}.lua.v3.Lua` } };
  const mixer = { name: 'mixer', config: { transport: { check_cluster: 'outbound|9091||policy' } } };
  const discovered = { name: 'plugin', config_discovery: {} };
  expect(verdicts([lua, mixer, discovered, router])).toMatchObject([
    { kind: 'opaque' },
    { kind: 'opaque', clusters: ['outbound|9091||policy'] },
    { kind: 'unknown' },
    { kind: 'forward' },
  ]);
  expect(kinds([mixer, router], request(), { overrides: [{ mixer: { disable_check_calls: true } }] })).toEqual([
    'pass',
    'forward',
  ]);
  expect(kinds([discovered, router], request(), { discovered: new Map([['plugin', rbac({ rules: {} })]]) })).toEqual([
    'deny',
  ]);
});
