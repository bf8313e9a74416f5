import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/envoy/message.js';
import { headersOfRequest } from '../../src/envoy/request-headers.js';
import {
  canonicalPath,
  isUpgradeRefused,
  normaliseHost,
  normaliseRequest,
} from '../../src/envoy/request-normalisation.js';

function pathAfter(manager: Message, path: string): unknown {
  const result = normaliseRequest(manager, headersOfRequest({ authority: 'h', path }), {});
  return result.kind === 'request' ? result.headers.get(':path') : result;
}

describe('the Host', () => {
  it.each([
    [{}, 'a:80', 'a:80'],
    [{ strip_any_host_port: true }, 'a:80', 'a'],
    [{ strip_any_host_port: true }, 'a:http', 'a:http'],
    [{ strip_any_host_port: true }, '[::1]:80', '[::1]'],
    [{ strip_any_host_port: true }, '[::1]', '[::1]'],
    [{ strip_matching_host_port: true }, 'a:8080', 'a'],
    [{ strip_matching_host_port: true }, 'a:80', 'a:80'],
    [{ strip_trailing_host_dot: true }, 'a.', 'a'],
    [{ strip_trailing_host_dot: true }, 'a.:80', 'a:80'],
  ])('with %j turns %s into %s on port 8080', (manager, authority, expected) => {
    expect(normaliseHost(manager, authority, 8080)).toBe(expected);
  });

  it('is needed', () => {
    const request = headersOfRequest({ authority: '', path: '/' });
    expect(normaliseRequest({}, request, {})).toEqual({ kind: 'reply', status: 400, details: 'missing_host_header' });
  });
});

describe('HTTP/1.0', () => {
  const request = headersOfRequest({ authority: '', path: '/' });

  it('is refused unless it is accepted, and may get a default host then', () => {
    expect(normaliseRequest({}, request, { isHttp10: true })).toMatchObject({ status: 426 });
    const options = { accept_http_10: true, default_host_for_http_10: 'd' };
    const result = normaliseRequest({ http_protocol_options: options }, request, { isHttp10: true });
    expect(result.kind === 'request' && result.headers.get(':authority')).toBe('d');
  });
});

describe('the path', () => {
  it.each([
    [{}, '/a/../b//c', '/a/../b//c'],
    [{}, '/a#f', '/a'],
    [{ normalize_path: true }, '/a/../b?x=/../y', '/b?x=/../y'],
    [{ normalize_path: true }, '/a//b', '/a//b'],
    [{ merge_slashes: true }, '/a//b///?x=//', '/a/b/?x=//'],
    [{ normalize_path: true }, '/a%2Fb', '/a%2Fb'],
    [{ normalize_path: true, path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD' }, '/a%2f..%2Fb', '/b'],
  ])('with %j turns %s into %s', (manager, path, expected) => {
    expect(pathAfter(manager, path)).toBe(expected);
  });

  it('is refused or redirected for escaped slashes as configured', () => {
    expect(pathAfter({ path_with_escaped_slashes_action: 'REJECT_REQUEST' }, '/a%2Fb')).toMatchObject({ status: 400 });
    expect(pathAfter({ path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT' }, '/a%2Fb?c')).toMatchObject({
      status: 307,
      location: '/a/b?c',
    });
  });

  it('is relative', () => {
    expect(pathAfter({}, 'http://h/')).toMatchObject({ status: 404 });
  });
});

describe('canonicalPath', () => {
  it.each([
    ['/a/./b/.', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/../a', '/a'],
    ['/%2e%2E/a', '/a'],
    ['/%41%2F', '/A%2F'],
    ['\\a\\b', '/a/b'],
    ['/a b', '/a%20b'],
    ['/%00', undefined],
  ])('of %s is %s', (path, expected) => {
    expect(canonicalPath(path)).toBe(expected);
  });
});

describe('an upgrade', () => {
  const headers = headersOfRequest({
    authority: 'h',
    path: '/',
    headers: [
      { name: 'Connection', value: 'keep-alive, Upgrade' },
      { name: 'Upgrade', value: 'WebSocket' },
    ],
  });
  const allows = { upgrade_configs: [{ upgrade_type: 'websocket' }] };
  const forbids = { upgrade_configs: [{ upgrade_type: 'websocket', enabled: false }] };

  it('needs its type among those of the connection manager or the route; the route has the last word', () => {
    expect(isUpgradeRefused({}, {}, headers)).toBe(true);
    expect(isUpgradeRefused(allows, {}, headers)).toBe(false);
    expect(isUpgradeRefused(forbids, allows, headers)).toBe(false);
    expect(isUpgradeRefused(allows, forbids, headers)).toBe(true);
  });

  it('is not what a plain request asks for', () => {
    expect(isUpgradeRefused({}, {}, headersOfRequest({ authority: 'h', path: '/' }))).toBe(false);
  });
});
