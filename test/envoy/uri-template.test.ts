import { describe, expect, it } from 'vitest';
import { uriTemplate } from '../../src/envoy/uri-template.js';

describe('uriTemplate', () => {
  it.each([
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/b/x/c', false],
    ['/a/*', '/a/', false],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/a/', true],
    ['/a/**.m3u8', '/a/b/c.m3u8', true],
    ['/a/**.m3u8', '/a/b/cxm3u8', false],
    ['/{country}/x', '/us/x', true],
    ['/{path=v1/**}/x', '/v1/a/b/x', true],
    ['/{path=v1/*}', '/v2/a', false],
  ])('%s over %s is %s', (template, path, expected) => {
    expect(uriTemplate(template)?.matches(path)).toBe(expected);
  });

  it('rewrites with its variables', () => {
    expect(uriTemplate('/{a}/x/{b=**}')?.rewrite('/1/x/2/3', '/{b}/y/{a}')).toBe('/2/3/y/1');
    expect(uriTemplate('/{a}')?.rewrite('/1', '/{c}')).toBeUndefined();
  });

  it.each(['a', '/{1}', '/{a', '/{a}/{a}', '/{a=}', '/a[b]', '/{a}/{b}/{c}/{d}/{e}/{f}'])(
    '%s is no template',
    (template) => {
      expect(uriTemplate(template)).toBeUndefined();
    },
  );
});
