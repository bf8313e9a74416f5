import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { shadowedRoutes } from '../../../src/envoy/route/shadowed.js';

function shadowed(...matches: Message[]) {
  return shadowedRoutes({ routes: matches.map((match) => ({ match })) });
}

const first = [{ index: 1, by: 0 }];

describe('shadowedRoutes', () => {
  it.each([
    ['the same prefix', { prefix: '/a' }, { prefix: '/a' }],
    ['a longer prefix', { prefix: '/' }, { prefix: '/a' }],
    ['a path below', { prefix: '/a' }, { path: '/ab' }],
    ['a separated prefix below', { prefix: '/a' }, { path_separated_prefix: '/a/b' }],
    ['what a separated prefix takes', { path_separated_prefix: '/a' }, { prefix: '/a/b' }],
    ['its own path', { path_separated_prefix: '/a' }, { path: '/a' }],
    ['other conditions of the later route', { prefix: '/' }, { prefix: '/a', headers: [{ name: 'x' }] }],
    ['the same without case', { prefix: '/A', case_sensitive: false }, { prefix: '/a/b' }],
    ['what has no letters', { prefix: '/' }, { prefix: '/a', case_sensitive: false }],
  ])('an earlier route covers %s', (_, earlier, later) => {
    expect(shadowed(earlier, later)).toEqual(first);
  });

  it.each([
    ['the more specific one comes first', { prefix: '/a' }, { prefix: '/' }],
    ['the earlier one asks for a header', { prefix: '/', headers: [{ name: 'x' }] }, { prefix: '/' }],
    ['the earlier one takes a share', { prefix: '/', runtime_fraction: {} }, { prefix: '/' }],
    ['the earlier one is for gRPC', { prefix: '/', grpc: {} }, { prefix: '/' }],
    ['a longer word is no child', { path_separated_prefix: '/a' }, { path: '/ab' }],
    ['a prefix takes longer words too', { path_separated_prefix: '/a' }, { prefix: '/a' }],
    ['the later one takes other cases', { prefix: '/a' }, { prefix: '/a', case_sensitive: false }],
    ['patterns are not compared', { safe_regex: { regex: '.*' } }, { prefix: '/a' }],
    ['a path takes itself alone', { path: '/a' }, { prefix: '/a' }],
  ])('nothing is covered where %s', (_, earlier, later) => {
    expect(shadowed(earlier, later)).toEqual([]);
  });

  it('ignores empty lists of conditions', () => {
    expect(shadowed({ prefix: '/', headers: [] }, { prefix: '/a' })).toEqual(first);
  });
});
