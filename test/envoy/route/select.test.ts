import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { selectRoute, virtualClusterOf } from '../../../src/envoy/route/select.js';
import { routeRequest } from './request.js';

const open = { prefix: '/', headers: [{ name: 'x', regex_match: '(?=a)' }] };
const withX = routeRequest('/', { headers: [{ name: 'x', value: 'a' }] });

function configuration(routes: Message[], virtualHost: Message = {}): Message {
  return { virtual_hosts: [{ name: 'v', domains: ['*'], routes, ...virtualHost }] };
}

function to(cluster: string, match: Message = { prefix: '/' }): Message {
  return { name: cluster, match, route: { cluster } };
}

function shares(routes: Message[], request = routeRequest('/')) {
  const { candidates, leftover } = selectRoute(configuration(routes), request);
  return [...candidates.map(({ name, matches, share }) => [name, matches, share]), leftover];
}

describe('selectRoute', () => {
  it('takes the first route that matches', () => {
    expect(shares([to('a', { prefix: '/a' }), to('b'), to('c')])).toEqual([['b', true, 1], 0]);
  });

  it('leaves the request without a route', () => {
    expect(shares([to('a', { prefix: '/a' })])).toEqual([1]);
    expect(selectRoute({ virtual_hosts: [] }, routeRequest('/'))).toEqual({ candidates: [], leftover: 1 });
  });

  it('keeps later routes possible behind one that cannot be decided', () => {
    expect(shares([to('a', open), to('b'), to('c')], withX)).toEqual([['a', 'unknown', 1], ['b', true, 1], 0]);
    expect(selectRoute(configuration([to('a', open)]), withX)).toMatchObject({
      candidates: [{ index: 0, unknown: ['headers'] }],
      leftover: 1,
    });
  });

  it('splits the requests by runtime fractions', () => {
    const quarter = { prefix: '/', runtime_fraction: { default_value: { numerator: 25 } } };
    expect(shares([to('a', quarter), to('b', quarter)])).toEqual([['a', true, 0.25], ['b', true, 0.1875], 0.5625]);
    expect(shares([to('a', quarter), to('b')])).toEqual([['a', true, 0.25], ['b', true, 0.75], 0]);
  });

  it.each([
    ['ALL', 'http', false, true],
    ['ALL', 'https', false, false],
    ['ALL', 'http', true, true],
    ['EXTERNAL_ONLY', 'http', false, true],
    ['EXTERNAL_ONLY', 'http', true, false],
    ['NONE', 'http', false, false],
  ])('redirects to TLS: require_tls %s by %s, internal %s: %s', (requirement, scheme, isInternal, isRedirected) => {
    const headers = isInternal ? [{ name: 'x-envoy-internal', value: 'true' }] : [];
    const request = routeRequest('/', { scheme, headers });
    const { candidates } = selectRoute(configuration([to('a')], { require_tls: requirement }), request);
    expect(candidates.map(({ action }) => action.kind)).toEqual([isRedirected ? 'redirect' : 'cluster']);
  });

  it('says which part of the configuration it does not model', () => {
    expect(selectRoute(configuration([], { matcher: {} }), routeRequest('/'))).toMatchObject({ unknown: 'matcher' });
    expect(selectRoute({ vhds: {} }, routeRequest('/'))).toMatchObject({ unknown: 'vhds' });
  });
});

describe('virtualClusterOf', () => {
  const { headers } = routeRequest('/rides', { method: 'POST' });

  it('is the first that matches, else the rest', () => {
    const named = { name: 'ride', headers: [{ name: ':path', exact_match: '/rides' }] };
    expect(virtualClusterOf({ virtual_clusters: [named] }, headers)).toBe('ride');
    expect(virtualClusterOf({ virtual_clusters: [{ ...named, headers: [{ name: 'x' }] }] }, headers)).toBe('other');
    expect(virtualClusterOf({}, headers)).toBeUndefined();
  });

  it('reads the older form', () => {
    const old = { name: 'ride', pattern: '/rides', method: 'POST' };
    expect(virtualClusterOf({ virtual_clusters: [old] }, headers)).toBe('ride');
    expect(virtualClusterOf({ virtual_clusters: [{ ...old, method: 'GET' }] }, headers)).toBe('other');
  });
});
