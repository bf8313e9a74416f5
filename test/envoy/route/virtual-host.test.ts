import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { findVirtualHost } from '../../../src/envoy/route/virtual-host.js';
import { routeRequest } from './request.js';

function configuration(domains: Record<string, string[]>, fields: Message = {}): Message {
  return { virtual_hosts: Object.entries(domains).map(([name, list]) => ({ name, domains: list })), ...fields };
}

function found(routeConfiguration: Message, authority: string, isEnvoy18 = false): string | undefined {
  return findVirtualHost(routeConfiguration, routeRequest('/', { authority, isEnvoy18 }))?.name;
}

describe('findVirtualHost', () => {
  it('tells where the virtual host stands', () => {
    const routes = configuration({ a: ['a'], b: ['b'] });
    expect(findVirtualHost(routes, routeRequest('/', { authority: 'b' }))).toEqual({
      index: 1,
      name: 'b',
      fields: { name: 'b', domains: ['b'] },
    });
    expect(found(routes, 'c')).toBeUndefined();
  });

  it('compares domains without case', () => {
    const routes = configuration({ a: ['Web.Shop', '*.Example.com', 'API.*'] });
    expect(['WEB.shop', 'x.EXAMPLE.com', 'api.X'].map((host) => found(routes, host))).toEqual(['a', 'a', 'a']);
  });

  it('needs a character for the star, at both ends', () => {
    const routes = configuration({ suffix: ['*.b'], prefix: ['a.*'] });
    expect(['.b', 'a.'].map((host) => found(routes, host))).toEqual([undefined, undefined]);
  });

  it('keeps the port unless it is ignored', () => {
    const domains = { a: ['a', '[::1]'], any: ['*'] };
    expect(['a:80', '[::1]:80'].map((host) => found(configuration(domains), host))).toEqual(['any', 'any']);
    const ignoring = configuration(domains, { ignore_port_in_host_matching: true });
    expect(['a:80', '[::1]:80', '[::1]'].map((host) => found(ignoring, host))).toEqual(['a', 'a', 'a']);
  });

  it('asks no wildcard in Envoy 1.8 without an exact domain, and no prefix domain at all', () => {
    const wildcards = configuration({ suffix: ['*.b'], any: ['*'] });
    expect([found(wildcards, 'x.b'), found(wildcards, 'x.b', true)]).toEqual(['suffix', 'any']);
    const mixed = configuration({ exact: ['e'], suffix: ['*.b'], prefix: ['a.*'], any: ['*'] });
    expect(['x.b', 'a.x'].map((host) => found(mixed, host, true))).toEqual(['suffix', 'any']);
  });
});
