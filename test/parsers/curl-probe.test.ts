import { describe, expect, test } from 'vitest';
import { curlProbe } from '../../src/parsers/curl-probe.js';
import { parseText } from '../helpers/parse.js';

function read(text: string) {
  return parseText(curlProbe, text).artifact;
}

function verbose(status: string, headers: readonly string[], body: string): string {
  return [
    '* Connected to 10.96.12.34 (10.96.12.34) port 80 (#0)',
    '> GET / HTTP/1.1',
    '> Host: cart',
    '> authorization: Bearer secret',
    '>',
    `< HTTP/1.1 ${status}`,
    ...headers.map((header) => `< ${header}`),
    '<',
    body,
  ].join('\n');
}

describe('responses', () => {
  test('the application answered through Envoy', () => {
    const artifact = read(verbose('200 OK', ['server: istio-envoy', 'x-envoy-upstream-service-time: 7'], 'ok'));
    expect(artifact).toEqual({
      host: 'cart',
      status: 200,
      outcome: 'response',
      fromEnvoy: false,
      server: 'istio-envoy',
      line: 6,
      excerpt: '< HTTP/1.1 200 OK',
    });
    expect(JSON.stringify(artifact)).not.toContain('secret');
  });

  test('an error of the application has the time that it took', () => {
    const headers = ['server: istio-envoy', 'x-envoy-upstream-service-time: 7'];
    expect(read(verbose('503 Service Unavailable', headers, 'sorry'))).toMatchObject({ status: 503, fromEnvoy: false });
  });

  test('an error without it is made by Envoy', () => {
    expect(read(verbose('404 Not Found', ['server: envoy'], ''))).toMatchObject({ status: 404, fromEnvoy: true });
    expect(read(verbose('404 Not Found', ['server: nginx'], ''))).toMatchObject({ status: 404, fromEnvoy: false });
  });

  test.each([
    'no healthy upstream',
    'RBAC: access denied',
    'upstream connect error or disconnect/reset before headers',
    'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER',
    'upstream request timeout',
    'Jwt is missing',
    'PERMISSION_DENIED:handler.denier.istio-system:denied',
  ])('Envoy says: %s', (body) => {
    expect(read(verbose('503 Service Unavailable', ['server: envoy'], body))).toMatchObject({
      fromEnvoy: true,
      envoyReason: body,
      excerpt: body,
      line: 9,
    });
    expect(read(body)).toMatchObject({ outcome: 'response', fromEnvoy: true, envoyReason: body });
  });

  test('-w prints the status alone; 000 is none', () => {
    expect(read('503 0.001233')).toMatchObject({ status: 503, outcome: 'response' });
    expect(read('000\ncurl: (56) Recv failure: Connection reset by peer')).toMatchObject({
      outcome: 'reset',
      exitCode: 56,
    });
    expect(read('000 0.000')).not.toHaveProperty('status');
  });

  test('HTTP/2, and the last of several responses', () => {
    expect(read('< HTTP/2 301\n< location: /x\n< HTTP/2 404\n< server: envoy')).toMatchObject({ status: 404 });
  });
});

describe('no response', () => {
  test.each([
    [
      'refused',
      "* connect to 10.244.1.7 port 80 failed: Connection refused\ncurl: (7) Failed to connect to 10.244.1.7 port 80 after 0 ms: Couldn't connect to server",
    ],
    ['refused', 'curl: (7) Failed to connect to cart port 80: Connection refused'],
    ['not-connected', "curl: (7) Failed to connect to cart port 80 after 3 ms: Couldn't connect to server"],
    ['no-route', '* connect to 10.244.1.99 port 80 failed: No route to host\ncurl: (7) Failed to connect'],
    ['timeout', 'curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received'],
    ['timeout', 'curl: (28) Connection timed out after 5001 milliseconds'],
    ['empty-reply', '* Empty reply from server\ncurl: (52) Empty reply from server'],
    ['reset', 'curl: (56) Recv failure: Connection reset by peer'],
    ['name-not-resolved', 'curl: (6) Could not resolve host: nosuch.shop'],
    ['tls-to-plaintext', 'curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number'],
    ['tls-to-plaintext', 'curl: (35) gnutls_handshake() failed: An unexpected TLS packet was received.'],
    ['certificate', 'curl: (60) SSL certificate problem: unable to get local issuer certificate'],
    ['other', 'curl: (3) URL using bad/illegal format or missing URL'],
  ])('%s: %s', (outcome, text) => {
    const artifact = read(text);
    expect(artifact.outcome).toBe(outcome);
    expect(artifact.exitCode).toBe(Number(/\((\d+)\)/.exec(text)?.[1]));
    expect(artifact).not.toHaveProperty('status');
  });
});

test('where it went, without a request: from the words of curl', () => {
  expect(read('* connect to 10.244.1.7 port 8999 failed: Connection refused\ncurl: (7) Failed').host).toBe(
    '10.244.1.7:8999',
  );
  expect(read("curl: (7) Failed to connect to cart.shop port 80 after 3 ms: Couldn't connect to server").host).toBe(
    'cart.shop:80',
  );
  expect(read('* Connected to fd00::7 (fd00::7) port 443 (#0)\n* wrong version number').host).toBe('[fd00::7]:443');
  expect(read('curl: (6) Could not resolve host: nosuch.shop').host).toBe('nosuch.shop');
});

test('a container without curl sent nothing', () => {
  expect(() => read('sh: 1: curl: not found')).toThrow('not found');
  expect(() => read('\n')).toThrow('nothing');
});
