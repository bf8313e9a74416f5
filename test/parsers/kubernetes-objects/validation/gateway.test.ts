import { describe, expect, test } from 'vitest';
import { validateObject } from '../../../../src/parsers/kubernetes-objects/validation/index.js';
import { describeValidation } from '../../../helpers/validation.js';

const http = { number: 80, name: 'http', protocol: 'HTTP' };
const https = { number: 443, name: 'https', protocol: 'HTTPS' };

function server(settings: object) {
  return { servers: [{ port: http, hosts: ['a.example.com'], ...settings }] };
}

function tls(tls: object) {
  return server({ port: https, tls });
}

const here = 'spec.servers[0]';

describeValidation(
  { apiVersion: 'networking.istio.io/v1alpha3', kind: 'Gateway' },
  {
    'a server': { valid: server({}), invalid: { selector: { istio: 'ingressgateway' } }, errors: ['spec.servers'] },
    hosts: {
      valid: server({ hosts: ['*', './a.example', '10.0.0.1'] }),
      invalid: server({ hosts: [] }),
      errors: [`${here}.hosts`],
    },
    'a host has a dot': {
      valid: server({ hosts: ['ns/*.example'] }),
      invalid: server({ hosts: ['ns/cart'] }),
      errors: [`${here}.hosts[0]`],
    },
    'a wildcard is a label': {
      valid: server({ hosts: ['*.b.example'] }),
      invalid: server({ hosts: ['*a.b.example'] }),
      errors: [`${here}.hosts[0]`],
    },
    'a protocol': {
      valid: server({ port: { ...http, protocol: 'grpc-web' } }),
      invalid: server({ port: { ...http, protocol: 'SMTP' } }),
      errors: [`${here}.port.protocol`],
    },
    'a name for the port': {
      valid: server({}),
      invalid: server({ port: { number: 80, protocol: 'HTTP' } }),
      errors: [`${here}.port.name`],
    },
    'port names differ': {
      valid: { servers: [...server({}).servers, ...server({ port: { ...http, name: 'other' } }).servers] },
      invalid: { servers: [...server({}).servers, ...server({}).servers] },
      errors: ['spec.servers[1].port.name'],
    },
    'port 0 is for sockets': {
      valid: server({ port: { ...http, number: 0 }, bind: 'unix:///run/s' }),
      invalid: server({ port: { ...http, number: 0 } }),
      errors: [`${here}.port.number`],
    },
    'bind is an address': {
      valid: server({ bind: '10.0.0.1' }),
      invalid: server({ bind: '10.0.0.01' }),
      errors: [`${here}.bind`],
    },
    'HTTPS needs a TLS section': {
      valid: tls({ mode: 'PASSTHROUGH' }),
      invalid: server({ port: https }),
      errors: [`${here}.tls`],
    },
    'HTTP has a redirect only': {
      valid: server({ tls: { httpsRedirect: true } }),
      invalid: server({ tls: { mode: 'SIMPLE', credentialName: 'a' } }),
      errors: [`${here}.tls`],
    },
    'a redirect belongs to HTTP': {
      valid: tls({ mode: 'SIMPLE', credentialName: 'a' }),
      invalid: tls({ mode: 'SIMPLE', credentialName: 'a', httpsRedirect: true }),
      warnings: [`${here}.tls.httpsRedirect`],
    },
    'simple TLS needs certificate and key': {
      valid: tls({ mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' }),
      invalid: tls({ mode: 'SIMPLE', serverCertificate: '/c' }),
      errors: [`${here}.tls.privateKey`],
    },
    'mutual TLS needs a CA': {
      valid: tls({ mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/ca' }),
      invalid: tls({ mode: 'OPTIONAL_MUTUAL', serverCertificate: '/c', privateKey: '/k' }),
      errors: [`${here}.tls.caCertificates`],
    },
    'one source of certificates': {
      valid: tls({ mode: 'SIMPLE', credentialNames: ['rsa', 'ecdsa'] }),
      invalid: tls({ mode: 'SIMPLE', credentialName: 'a', serverCertificate: '/c', privateKey: '/k' }),
      errors: [`${here}.tls`],
    },
    'ISTIO_MUTUAL brings its own': {
      valid: tls({ mode: 'ISTIO_MUTUAL' }),
      invalid: tls({ mode: 'ISTIO_MUTUAL', credentialName: 'a' }),
      errors: [`${here}.tls.credentialName`],
    },
    'passthrough has none': {
      valid: tls({ mode: 'PASSTHROUGH' }),
      invalid: tls({ mode: 'PASSTHROUGH', credentialName: 'a' }),
      warnings: [`${here}.tls.credentialName`],
    },
    ciphers: {
      valid: tls({ mode: 'PASSTHROUGH', minProtocolVersion: 'TLSV1_1', cipherSuites: ['AES128-SHA'] }),
      invalid: tls({ mode: 'PASSTHROUGH', cipherSuites: ['AES128-SHA', 'AES128-SHA', 'RC4'] }),
      warnings: [`${here}.tls.cipherSuites`, `${here}.tls.cipherSuites`],
    },
    'an unknown mode': {
      valid: tls({ mode: 'AUTO_PASSTHROUGH' }),
      invalid: tls({ mode: 'STRICT' }),
      errors: [`${here}.tls.mode`],
    },
  },
);

describe('the name of a Gateway', () => {
  test.each([
    ['public', []],
    ['public.web', ['metadata.name']],
  ])('%s', (name, wrong) => {
    const gateway = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: { name }, spec: server({}) };
    expect(validateObject(gateway).map(({ field }) => field)).toEqual(wrong);
  });
});
