import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { requestHeaders } from '../../../src/envoy/request-headers.js';
import type { RouteRequest } from '../../../src/envoy/route/request.js';
import { matchRouteConditions } from '../../../src/envoy/route/route-match.js';
import { routeRequest } from './request.js';

function matches(match: Message, request: RouteRequest, ignoresParameters = false) {
  return matchRouteConditions(match, request, ignoresParameters).matches;
}

describe('the path of a route', () => {
  it.each([
    [{ prefix: '' }, '/a', true],
    [{ prefix: '/a' }, '/ab?x', true],
    [{ prefix: '/a?x' }, '/a?x', false],
    [{ path: '/a' }, '/a#f', true],
    [{ path_separated_prefix: '/A', case_sensitive: false }, '/a/b', true],
    [{ path_separated_prefix: '/A', case_sensitive: false }, '/ab', false],
    [{ safe_regex: { regex: '/A' }, case_sensitive: false }, '/a', false],
    [{ regex: '/[ab]' }, '/b?x', true],
    [{ regex: '/(?=a)a' }, '/a', 'unknown'],
    [{ path_match_policy: { typed_config: { path_template: '/a/*' } } }, '/a/b?x', true],
    [{ path_match_policy: { typed_config: { path_template: '/a/*' } } }, '/a/b/c', false],
    [{ path_match_policy: { name: 'custom', typed_config: {} } }, '/a', 'unknown'],
    [{ connect_matcher: {} }, '/a', false],
  ] as const)('%j over %s is %s', (match, path, expected) => {
    expect(matches(match, routeRequest(path))).toBe(expected);
  });

  it('loses its parameters where they are ignored', () => {
    expect(matches({ path: '/a' }, routeRequest('/a;v=1/b?x'), true)).toBe(true);
    expect(matches({ path: '/a' }, routeRequest('/a;v=1/b?x'))).toBe(false);
  });

  it('is not needed for CONNECT alone', () => {
    const connect = { headers: requestHeaders(new Map([[':method', ['CONNECT']]])) };
    expect([matches({ connect_matcher: {} }, connect), matches({ prefix: '' }, connect)]).toEqual([true, false]);
    const udp = routeRequest('/', { headers: [{ name: 'upgrade', value: 'connect-udp' }] });
    expect(matches({ connect_matcher: {} }, udp)).toBe(true);
  });
});

describe('query parameters', () => {
  it.each([
    [{ name: 'a', value: '1' }, true],
    [{ name: 'a', value: '[0-9]', regex: true }, true],
    [{ name: 'a', value: '[0-9]', regex: { value: true } }, true],
    [{ name: 'a', value: '2' }, false],
    [{ name: 'b' }, true],
    [{ name: 'c', string_match: { exact: '%20' } }, true],
    [{ name: 'd', present_match: true }, false],
  ])('%j', (parameter, expected) => {
    expect(matches({ prefix: '/', query_parameters: [parameter] }, routeRequest('/?a=1&b&a=2&c=%20'))).toBe(expected);
  });
});

describe('what only a connection or an earlier filter knows', () => {
  const tls = { prefix: '/', tls_context: { presented: true, validated: { value: true } } };

  it('is unknown for certificates unless the request says it', () => {
    expect(matches(tls, routeRequest('/'))).toBe('unknown');
    expect(matches(tls, routeRequest('/', { peerCertificate: { presented: true, validated: true } }))).toBe(true);
    expect(matches(tls, routeRequest('/', { peerCertificate: { presented: false, validated: 'unknown' } }))).toBe(
      false,
    );
  });

  it('is absent for metadata and filter state unless the request says that it is unknown', () => {
    const metadata = { prefix: '/', dynamic_metadata: [{ filter: 'f', value: { present_match: true } }] };
    const state = { prefix: '/', filter_state: [{ key: 'k', string_match: { exact: 'v' } }] };
    expect([matches(metadata, routeRequest('/')), matches(state, routeRequest('/'))]).toEqual([false, false]);
    expect(matches(metadata, routeRequest('/', { dynamicMetadata: 'unknown' }))).toBe('unknown');
    expect(matches(state, routeRequest('/', { filterState: 'unknown' }))).toBe('unknown');
    expect(matches(state, routeRequest('/', { filterState: new Map([['k', 'v']]) }))).toBe(true);
  });

  it('does not matter where another part fails', () => {
    expect(matches({ ...tls, prefix: '/b' }, routeRequest('/a'))).toBe(false);
  });
});

describe('a runtime fraction', () => {
  it.each([
    [{ runtime_fraction: { default_value: { numerator: 25 } } }, 0.25],
    [{ runtime_fraction: { default_value: { numerator: 25, denominator: 'TEN_THOUSAND' } } }, 0.0025],
    [{ runtime_fraction: { default_value: { numerator: 25, denominator: 2 } } }, 0.000025],
    [{ runtime_fraction: { default_value: { numerator: 200 } } }, 1],
    [{ runtime: { default_value: 50, runtime_key: 'k' } }, 0.5],
  ])('%j is a chance of %d', (fraction, chance) => {
    expect(matchRouteConditions({ prefix: '/', ...fraction }, routeRequest('/'), false)).toEqual({
      matches: true,
      unknown: [],
      chance,
    });
  });

  it('of nothing never matches', () => {
    expect(matches({ prefix: '/', runtime_fraction: { default_value: {} } }, routeRequest('/'))).toBe(false);
  });
});
