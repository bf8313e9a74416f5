import { describe, expect, it } from 'vitest';
import { matchRoute } from '../../../src/index.js';

const nothing = {
  virtualHost: null,
  route: null,
  cluster: null,
  virtualCluster: null,
  hostRewrite: null,
  pathRewrite: null,
  redirect: null,
  directResponse: null,
};

const camelCase = {
  virtualHosts: [
    {
      name: 'web',
      domains: ['web'],
      routes: [
        { match: { safeRegex: { regex: '/old.*' } }, redirect: { pathRedirect: '/new' } },
        { match: { path: '/ping' }, directResponse: { status: 200 } },
        { match: { prefix: '/open', headers: [{ name: 'x', regexMatch: '(?=a)' }] }, route: { cluster: 'open' } },
        { match: { prefix: '/api' }, route: { cluster: 'api', prefixRewrite: '/v2', hostRewriteLiteral: 'api' } },
        {
          match: { prefix: '/half', runtimeFraction: { defaultValue: { numerator: 50 }, runtimeKey: 'k' } },
          route: { cluster: 'half' },
        },
      ],
    },
  ],
};

describe('matchRoute', () => {
  it('reads the field names of istioctl', () => {
    expect(matchRoute(camelCase, { authority: 'web', path: '/api/x?y' })).toEqual({
      ...nothing,
      virtualHost: 'web',
      route: 3,
      cluster: 'api',
      hostRewrite: 'api',
      pathRewrite: '/v2/x?y',
    });
  });

  it('has nothing without a virtual host, and only the virtual host without a route', () => {
    expect(matchRoute(camelCase, { authority: 'other', path: '/' })).toEqual(nothing);
    expect(matchRoute(camelCase, { authority: 'web', path: '/' })).toEqual({ ...nothing, virtualHost: 'web' });
  });

  it('gives the location of a redirect, and of a direct response', () => {
    expect(matchRoute(camelCase, { authority: 'web', path: '/old/x', scheme: 'https' })).toEqual({
      ...nothing,
      virtualHost: 'web',
      route: 0,
      redirect: { code: 301, location: 'https://web/new' },
    });
    expect(matchRoute(camelCase, { authority: 'web', path: '/ping' })).toEqual({
      ...nothing,
      virtualHost: 'web',
      route: 1,
      redirect: { code: 200, location: 'http://web/ping' },
      directResponse: { code: 200 },
    });
  });

  it('says what it cannot decide instead of guessing', () => {
    const request = { authority: 'web', path: '/open', headers: [{ name: 'x', value: 'a' }] };
    expect(matchRoute(camelCase, request)).toEqual({ ...nothing, virtualHost: 'web', unknown: ['headers'] });
  });

  it('turns a runtime fraction on for its key and a random value below the numerator', () => {
    const cluster = (runtime: string | undefined, randomValue: number) =>
      matchRoute(camelCase, { authority: 'web', path: '/half', runtime, randomValue }).cluster;
    expect([cluster('k', 49), cluster('k', 50), cluster('other', 0), cluster(undefined, 0)]).toEqual([
      'half',
      null,
      null,
      null,
    ]);
  });

  it('keeps metadata that is set already unless it may be overwritten', () => {
    const routes = {
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          routes: [
            {
              match: {
                prefix: '/',
                dynamic_metadata: [{ filter: 'f', path: [{ key: 'k' }], value: { string_match: { exact: 'b' } } }],
              },
              route: { cluster: 'b' },
            },
          ],
        },
      ],
    };
    const set = (value: string, allow_overwrite?: boolean) => ({
      metadata_namespace: 'f',
      value: { k: value },
      ...(allow_overwrite !== undefined && { allow_overwrite }),
    });
    const cluster = (dynamicMetadata: ReturnType<typeof set>[]) =>
      matchRoute(routes, { authority: 'h', path: '/', dynamicMetadata }).cluster;
    expect([cluster([set('b')]), cluster([set('a'), set('b')]), cluster([set('a'), set('b', true)])]).toEqual([
      'b',
      null,
      'b',
    ]);
  });
});
