import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { filterConfig, type RouteAction, routeAction } from '../../../src/envoy/route/route-action.js';
import { routeRequest } from './request.js';

const request = routeRequest('/a/b?q', { headers: [{ name: 'x-to', value: 'blue' }] });

function actionOf(route: Message, virtualHost: Message = {}, routeConfiguration: Message = {}): RouteAction {
  return routeAction({ routeConfiguration, virtualHost, route }, request.headers);
}

function branches(action: Message) {
  const found = actionOf({ match: { prefix: '/a' }, route: action });
  return found.kind === 'cluster' ? found.branches : [];
}

function forwarded(action: Message, match: Message = { prefix: '/a' }, route: Message = {}) {
  const found = actionOf({ match, route: { cluster: 'c', ...action }, ...route });
  const sent = found.kind === 'cluster' ? found.branches[0]?.request : undefined;
  const open = [':authority', ':path', 'x-to', 'x-new'].filter((name) => sent?.isUnknown(name));
  return [sent?.get(':authority'), sent?.get(':path'), sent?.get('x-to'), sent?.get('x-new'), open];
}

describe('the cluster of a route', () => {
  it('comes from its name or from a header', () => {
    expect(branches({ cluster: 'c' })).toMatchObject([{ cluster: 'c', share: 1 }]);
    expect(branches({ cluster_header: 'X-To' })).toMatchObject([{ cluster: 'blue' }]);
    expect(branches({ cluster_header: 'x-none' })).toMatchObject([{ cluster: undefined, share: 1 }]);
  });

  it('comes with all weights, without those that are never chosen', () => {
    const clusters = [{ name: 'a', weight: 3 }, { name: 'z' }, { cluster_header: 'x-to', weight: { value: 1 } }];
    const found = branches({ weighted_clusters: { clusters } });
    expect(found.map(({ cluster, share }) => [cluster, share])).toEqual([
      ['a', 0.75],
      ['blue', 0.25],
    ]);
  });

  it('is fixed where a header carries the random value', () => {
    const clusters = [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 1 },
    ];
    const action = { weighted_clusters: { clusters, header_name: 'x-r' } };
    const withHeader = routeRequest('/', { headers: [{ name: 'x-r', value: '3' }] });
    const found = routeAction(
      { routeConfiguration: {}, virtualHost: {}, route: { route: action } },
      withHeader.headers,
    );
    expect(found).toMatchObject({ branches: [{ cluster: 'b', share: 1 }] });
  });

  it('is open where a plugin chooses it', () => {
    expect(branches({ cluster_specifier_plugin: 'p' })).toMatchObject([{ unknown: 'cluster_specifier_plugin' }]);
  });
});

describe('the request that the cluster gets', () => {
  it.each([
    [{}, { prefix: '/a' }, ['h', '/a/b?q', 'blue', undefined, []]],
    [{ prefix_rewrite: '/n' }, { prefix: '/a' }, ['h', '/n/b?q', 'blue', undefined, []]],
    [{ prefix_rewrite: '/n' }, { safe_regex: { regex: '.*' } }, ['h', '/n?q', 'blue', undefined, []]],
    [
      { regex_rewrite: { pattern: { regex: '/(.)/' }, substitution: '/\\1\\1/' } },
      { prefix: '/' },
      ['h', '/aa/b?q', 'blue', undefined, []],
    ],
    [
      { path_rewrite_policy: { typed_config: { path_template_rewrite: '/{x}' } } },
      { path_match_policy: { typed_config: { path_template: '/a/{x}' } } },
      ['h', '/b?q', 'blue', undefined, []],
    ],
    [{ regex_rewrite: { pattern: { regex: '(' } } }, { prefix: '/' }, ['h', '/a/b?q', 'blue', undefined, [':path']]],
    [{ host_rewrite_literal: 'n' }, { prefix: '/' }, ['n', '/a/b?q', 'blue', undefined, []]],
    [{ host_rewrite: 'n' }, { prefix: '/' }, ['n', '/a/b?q', 'blue', undefined, []]],
    [{ host_rewrite_header: 'X-To' }, { prefix: '/' }, ['blue', '/a/b?q', 'blue', undefined, []]],
    [{ host_rewrite_header: 'x-none' }, { prefix: '/' }, ['h', '/a/b?q', 'blue', undefined, []]],
    [
      { host_rewrite_path_regex: { pattern: { regex: '/(.)/.*' }, substitution: '\\1.x' } },
      { prefix: '/' },
      ['a.x', '/a/b?q', 'blue', undefined, []],
    ],
    [{ auto_host_rewrite: true }, { prefix: '/' }, ['h', '/a/b?q', 'blue', undefined, [':authority']]],
  ])('%j after %j', (action, match, expected) => {
    expect(forwarded(action, match)).toEqual(expected);
  });

  it.each([
    [{ request_headers_to_remove: ['X-To'] }, undefined, undefined, []],
    [{ request_headers_to_add: [{ header: { key: 'x-to', value: 'b' } }] }, 'blue,b', undefined, []],
    [{ request_headers_to_add: [{ header: { key: 'x-to', value: 'b' }, append: false }] }, 'b', undefined, []],
    [
      { request_headers_to_add: [{ header: { key: 'x-to', value: 'b' }, append_action: 'ADD_IF_ABSENT' }] },
      'blue',
      undefined,
      [],
    ],
    [
      { request_headers_to_add: [{ header: { key: 'x-new', value: 'b' }, append_action: 'OVERWRITE_IF_EXISTS' }] },
      'blue',
      undefined,
      [],
    ],
    [{ request_headers_to_add: [{ header: { key: 'x-new', value: '5%%' } }] }, 'blue', '5%', []],
    [{ request_headers_to_add: [{ header: { key: 'x-new', value: '' } }] }, 'blue', undefined, []],
    [{ request_headers_to_add: [{ header: { key: 'x-new', value: '%PROTOCOL%' } }] }, 'blue', undefined, ['x-new']],
  ])('%j', (mutation, to, added, open) => {
    expect(forwarded({}, { prefix: '/' }, mutation).slice(2)).toEqual([to, added, open]);
  });

  it('gets the headers of the least specific level last, unless the most specific wins', () => {
    const level = (value: string) => ({ request_headers_to_add: [{ header: { key: 'x-to', value }, append: false }] });
    const route = { match: { prefix: '/' }, route: { cluster: 'c' }, ...level('route') };
    const sent = (configuration: Message) => {
      const found = actionOf(route, level('host'), configuration);
      return found.kind === 'cluster' ? found.branches[0]?.request.get('x-to') : undefined;
    };
    expect(sent(level('all'))).toBe('all');
    expect(sent({ ...level('all'), most_specific_header_mutations_wins: true })).toBe('route');
  });

  it('may have its own Host for an entry of the weighted clusters', () => {
    const clusters = [
      { name: 'a', weight: 1, host_rewrite_literal: 'own' },
      { name: 'b', weight: 1 },
    ];
    const found = branches({ weighted_clusters: { clusters } });
    expect(found.map((branch) => branch.request.get(':authority'))).toEqual(['own', 'h']);
  });
});

describe('what goes with the cluster', () => {
  it('is mirrors of the most specific level that has some', () => {
    const action = { cluster: 'c', request_mirror_policy: { cluster: 'm' } };
    expect(actionOf({ route: action })).toMatchObject({ mirrors: [{ cluster: 'm' }] });
    const virtualHost = { request_mirror_policies: [{ cluster_header: 'x-to' }] };
    expect(actionOf({ route: { cluster: 'c' } }, virtualHost)).toMatchObject({ mirrors: [{ cluster: 'blue' }] });
  });

  it.each([
    [undefined, 503],
    ['NOT_FOUND', 404],
    ['INTERNAL_SERVER_ERROR', 500],
  ])('is the status for a missing cluster: %s is %d', (code, expected) => {
    const action = actionOf({ route: { cluster: 'c', cluster_not_found_response_code: code } });
    expect(action).toMatchObject({ clusterNotFoundCode: expected });
  });
});

describe('other actions', () => {
  it('answer directly, redirect, or are not modelled', () => {
    const body = { inline_string: 'gone' };
    expect(actionOf({ direct_response: { status: 410, body } })).toEqual({
      kind: 'directResponse',
      code: 410,
      body: 'gone',
      location: 'http://h/a/b?q',
    });
    expect(actionOf({ match: { prefix: '/a' }, redirect: { prefix_rewrite: '/n' } })).toEqual({
      kind: 'redirect',
      code: 301,
      location: 'http://h/n/b?q',
    });
    expect(actionOf({ non_forwarding_action: {} })).toEqual({ kind: 'unknown', field: 'non_forwarding_action' });
  });
});

describe('filterConfig', () => {
  it('is that of the most specific level', () => {
    const route = { typed_per_filter_config: { a: { from: 'route' } } };
    const virtualHost = { per_filter_config: { a: { from: 'host' }, b: { from: 'host' } } };
    expect(filterConfig([route, virtualHost], 'a')).toEqual({ from: 'route' });
    expect(filterConfig([route, virtualHost], 'b')).toEqual({ from: 'host' });
    expect(filterConfig([route, virtualHost], 'toString')).toBeUndefined();
  });
});
