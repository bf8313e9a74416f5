import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/envoy/message.js';
import { redirect, tlsRedirect } from '../../../src/envoy/route/redirect.js';

function location(action: Message, authority = 'h', path = '/a/b?q=1', scheme = 'http') {
  return redirect(action, { authority, path, scheme, forwardedProto: scheme }, '/a').location;
}

describe('redirect', () => {
  it.each([
    [{}, 'http://h/a/b?q=1'],
    [{ host_redirect: 'n' }, 'http://n/a/b?q=1'],
    [{ host_redirect: 'n', port_redirect: 8080 }, 'http://n:8080/a/b?q=1'],
    [{ path_redirect: '/p' }, 'http://h/p?q=1'],
    [{ path_redirect: '/p?own' }, 'http://h/p?own'],
    [{ path_redirect: '/p?own', strip_query: true }, 'http://h/p?own'],
    [{ path_redirect: 'p' }, 'http://h/p?q=1'],
    [{ prefix_rewrite: '/n' }, 'http://h/n/b?q=1'],
    [{ prefix_rewrite: '/n', strip_query: true }, 'http://h/n/b'],
    [{ regex_rewrite: { pattern: { regex: '/(.)' }, substitution: '/x\\1' } }, 'http://h/xa/xb?q=1'],
    [{ scheme_redirect: 'ftp', https_redirect: true }, 'ftp://h/a/b?q=1'],
  ])('%j', (action, expected) => {
    expect(location(action)).toBe(expected);
  });

  it.each([
    [{ https_redirect: true }, 'h:80', 'http', 'https://h/'],
    [{ https_redirect: true }, 'h:8080', 'http', 'https://h:8080/'],
    [{ https_redirect: true, port_redirect: 8443 }, 'h:8080', 'http', 'https://h:8443/'],
    [{ scheme_redirect: 'http' }, 'h:443', 'https', 'http://h/'],
    [{ https_redirect: true }, 'h:443', 'https', 'https://h:443/'],
    [{ https_redirect: true }, '[::1]:80', 'http', 'https://[::1]/'],
    [{ https_redirect: true }, '[::1]', 'http', 'https://[::1]/'],
  ])('%j of %s by %s', (action, authority, scheme, expected) => {
    expect(location(action, authority, '/', scheme)).toBe(expected);
  });

  it('is open where the pattern cannot be applied', () => {
    expect(location({ regex_rewrite: { pattern: { regex: '(' } } })).toBeUndefined();
  });

  it.each([
    [undefined, 301],
    ['MOVED_PERMANENTLY', 301],
    ['FOUND', 302],
    ['SEE_OTHER', 303],
    ['TEMPORARY_REDIRECT', 307],
    [4, 308],
  ])('answers %s with %d', (code, expected) => {
    const url = { authority: 'h', path: '/', scheme: 'http', forwardedProto: 'http' };
    expect(redirect({ response_code: code }, url, '/').code).toBe(expected);
  });

  it('to TLS keeps the port', () => {
    const url = { authority: 'h:80', path: '/a?b', scheme: 'http', forwardedProto: 'http' };
    expect(tlsRedirect(url)).toEqual({ code: 301, location: 'https://h:80/a?b' });
  });
});
