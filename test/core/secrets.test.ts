import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/core/secrets.js';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const canary = 'q7Zp4Lk9XwTv2Rb8';
const pem = (kind: string, body = canary) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`;
const jwt = `${base64('{"alg":"RS256","typ":"JWT"}').replace(/=/g, '')}.${base64(`{"sub":"${canary}"}`).replace(/=/g, '')}.${canary}`;
/** First bytes of a key in DER: PKCS #8, then PKCS #1, then SEC 1. */
const pkcs8 = base64(`\x30\x82\x04\xbd\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48${canary}`);
const pkcs1 = base64(`\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00${canary}${canary}`);
const sec1 = base64(`\x30\x77\x02\x01\x01\x04\x20${canary}${canary}`);

const masked: Record<string, [string, string]> = {
  'a private key': [`tls.key is ${pem('RSA PRIVATE KEY')}.`, 'tls.key is [masked: private key].'],
  'a key of OpenSSH': [pem('OPENSSH PRIVATE KEY'), '[masked: private key]'],
  'a key of PGP': [pem('PGP PRIVATE KEY BLOCK'), '[masked: private key]'],
  'a key on one line': [pem('PRIVATE KEY').replace(/\n/g, '\\n'), '[masked: private key]'],
  'a key in JSON in JSON': [
    JSON.stringify(JSON.stringify({ k: pem('EC PRIVATE KEY') })),
    '"{\\"k\\":\\"[masked: private key]\\"}"',
  ],
  'a key in a URL': [pem('PRIVATE KEY').replace(/ /g, '%20').replace(/\n/g, '%0A'), '[masked: private key]'],
  'the beginning of a key': [`key: "${pem('PRIVATE KEY').slice(0, 40)}`, 'key: "[masked: private key]'],
  'the end of a key': [`x: |\n${canary}\n-----END PRIVATE KEY-----\ny: 1`, 'x: |[masked: private key]\ny: 1'],
  'two keys with text between': [
    `${pem('PRIVATE KEY')}, then ${pem('PRIVATE KEY')}`,
    '[masked: private key], then [masked: private key]',
  ],
  'a key in base64': [`data: ${base64(pem('RSA PRIVATE KEY'))}`, 'data: [masked: private key]'],
  'a key in base64, twice': [`data: ${base64(base64(pem('RSA PRIVATE KEY')))}`, 'data: [masked: private key]'],
  'a key in base64 behind a path': [`/data/${base64(pem('PRIVATE KEY'))}`, '/data/[masked: private key]'],
  'a key in folded base64': [
    `x: ${base64(pem('RSA PRIVATE KEY', canary.repeat(8))).replace(/.{64}(?=.)/g, '$&\n')}`,
    'x: [masked: private key]',
  ],
  'DER of PKCS #8': [`bytes ${pkcs8}`, 'bytes [masked: private key]'],
  'DER of PKCS #1': [`bytes ${pkcs1}`, 'bytes [masked: private key]'],
  'DER of SEC 1': [`bytes ${sec1}`, 'bytes [masked: private key]'],
  'a private JSON Web Key': [`{"kty":"EC","d":"${canary.repeat(3)}"}`, '{"kty":"EC","d":"[masked: private key]"}'],
  'the key of a kubeconfig': [`    client-key-data: ${canary}`, '    client-key-data: [masked: private key]'],
  'a JWT': [`jwt failed: ${jwt} (expired)`, 'jwt failed: [masked: JWT] (expired)'],
  'a JWT behind an escaped newline': [`"a\\n${jwt}"`, '"a\\n[masked: JWT]"'],
  'a JWT in base64': [`data: ${base64(jwt)}`, 'data: [masked: JWT]'],
  'a bearer token': [`"authority" "Bearer ${canary}"`, '"authority" "Bearer [masked: bearer token]"'],
  'an authorization header': [`authorization: Bearer ${canary}`, 'authorization: Bearer [masked: credentials]'],
  'basic credentials': [`"Basic ${base64(`admin:${canary}`)}"`, '"Basic [masked: basic credentials]"'],
  'a header as key and value': [
    `{"key":"Authorization","value":"Basic ${base64(`admin:${canary}`)}"}`,
    '{"key":"Authorization","value":"[masked: credentials]"}',
  ],
  'an API key in a header': [
    `{"key": "x-api-key", "value": "${canary}"}`,
    '{"key": "x-api-key", "value": "[masked: API key]"}',
  ],
  'a password in a URL': [
    `postgres://app:${canary}@db.bank:5432/x`,
    'postgres://app:[masked: password]@db.bank:5432/x',
  ],
  'a token in a query': [
    `GET /cb?access_token=${canary}&code=${canary}&page=2`,
    'GET /cb?access_token=[masked: token]&code=[masked: token]&page=2',
  ],
  cookies: [`"cookie: session=${canary}; JSESSIONID=${canary}"`, '"cookie: [masked: cookie]"'],
  'a password in properties': [
    `spring.datasource.password=${canary}\nurl=x`,
    'spring.datasource.password=[masked: password]\nurl=x',
  ],
  'a password in JSON': [`{"password":"a\\"b c","x":1}`, '{"password":"[masked: password]","x":1}'],
  'a password in JSON in JSON': [
    '"{\\"password\\":\\"a b\\",\\"x\\":1}"',
    '"{\\"password\\":\\"[masked: password]\\",\\"x\\":1}"',
  ],
  'an environment variable in JSON': [
    `{"name": "DB_PASSWORD", "value": "${canary}"}`,
    '{"name": "DB_PASSWORD", "value": "[masked: password]"}',
  ],
  'an environment variable in YAML': [
    `- name: API_TOKEN\n  value: ${canary}\n- name: X`,
    '- name: API_TOKEN\n  value: [masked: token]\n- name: X',
  ],
  'a flag': [`--token=${canary} --port 80`, '--token=[masked: token] --port 80'],
  'a flag and its value': [`--db-password ${canary} --port 80`, '--db-password [masked: password] --port 80'],
  'a flag in a list': [`["--password", "${canary}"]`, '["--password", "[masked: password]"]'],
  'a flag in a YAML list': [`- --password\n- ${canary}`, '- --password\n- [masked: password]'],
  'the token of a kubeconfig': [`- user:\n    token: ${canary}`, '- user:\n    token: [masked: token]'],
  'the login of a registry': [
    `{"auths":{"r.example":{"auth":"${base64(`u:${canary}`)}"}}}`,
    '{"auths":{"r.example":{"auth":"[masked: registry credentials]"}}}',
  ],
  'a docker configuration in base64': [
    `x: ${base64(`{"auths":{"r.example":{"auth":"${base64(`u:${canary}`)}"}}}`)}`,
    'x: [masked: registry credentials]',
  ],
  'an AWS access key': ['id AKIAIOSFODNN7EXAMPLE', 'id [masked: AWS access key]'],
  'an AWS secret key': [`AWS_SECRET_ACCESS_KEY=${canary}`, 'AWS_SECRET_ACCESS_KEY=[masked: API key]'],
  'a GitHub token': [`https://ghp_${canary.repeat(3)}@github.com/a`, 'https://[masked: GitHub token]@github.com/a'],
  'a Slack token': [`xoxb-${canary}`, '[masked: Slack token]'],
  'an OpenShift token': [`sha256~${canary.repeat(3)}`, '[masked: OpenShift token]'],
  'a Vault token': [`hvs.${canary.repeat(2)}`, '[masked: Vault token]'],
};

describe('maskSecrets', () => {
  for (const [name, [text, expected]] of Object.entries(masked)) {
    test(`masks ${name}`, () => {
      expect(maskSecrets(text)).toBe(expected);
    });
  }
});

const certificate = pem('CERTIFICATE', 'MIIDQjCCAiqgAwIBAgIQZ2W9bVn7Q0uF7xgqyR1xZjANBgkqhkiG9w0BAQsFADAY');
const untouched: Record<string, string> = {
  'an image digest':
    'docker-pullable://registry.example:5000/istio/proxyv2@sha256:4b5c4a8f0f7f7e5a6d1f3b2c1a0e9d8c7b6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e',
  'a UID': 'uid: 0f8fad5b-d9cb-469f-a165-70867728950e',
  'a SPIFFE id': 'spiffe://cluster.local/ns/shop/sa/bookinfo-reviews-service-account',
  'a serial number': '3f:9a:1c:77:02:be:5d:41:88:0e:6a:19:c4:f2:d7:30',
  'a decimal serial number': '"serial_number": "217365109485320948571203984572039845720"',
  'an Envoy cluster': 'outbound|9080|v1|reviews.shop.svc.cluster.local',
  'the version of a configuration': '"version_info": "2026-03-04T09:12:00Z/4812"',
  'a Git commit': 'f0b0c9d0e6a7bb5b1d2e3c4d5e6f708192a3b4c5',
  'a certificate': certificate,
  'a certificate in base64': `ca.crt: ${base64(certificate)}`,
  'a certificate in DER':
    'MIIDQjCCAiqgAwIBAgIQZ2W9bVn7Q0uF7xgqyR1xZjANBgkqhkiG9w0BAQsFADAYMRYwFAYDVQQKEw1jbHVzdGVyLmxvY2Fs',
  'the mask of Envoy': '"private_key": {"inline_bytes": "W3JlZGFjdGVkXQ=="}',
  'the mask of support bundles': 'password: ***HIDDEN***',
  'the name of a Secret': 'credentialName: shop-gateway-tls, secretName: cacerts, secret: istio-ca-secret',
  'the path of a token': '--tokenPath /var/run/secrets/tokens/istio-token, token: /var/run/secrets/tokens/istio-token',
  'the policy for tokens': 'jwt_policy token: third-party-jwt',
  'a sentence about tokens': 'Failed to verify token: expired; bearer authentication and basic configuration are off',
  'a key in a file': 'privateKey: /etc/certs/key.pem',
  'a reference to a value elsewhere': 'password: $(DB_PASSWORD)',
  'the name of a cookie': 'httpCookie:\n  name: user\n  ttl: 0s',
  'a match on a cookie': 'cookie:\n  regex: "^(.*?;)?(user=jason)(;.*)?$"',
  'a pod name': 'reviews-v1-7c4d8d9f6b-x2k4p.shop istio-ingressgateway-service-account-1234567890',
  'a trace id':
    'x-request-id: 7d1f0c9e-3b3a-9a4e-8f0e-6c1f6f7b2d10 traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'a fingerprint in base64': 'sha256:zQHpgi0c2P0mSxF9W6dXcT1mTPm8qYy8mGx4nQ4rJ3E=',
  'an address': 'http://10.0.0.1:8080/a@b, listener 0.0.0.0_8080',
};

describe('maskSecrets leaves alone', () => {
  for (const [name, text] of Object.entries(untouched)) {
    test(name, () => {
      expect(maskSecrets(text)).toBe(text);
    });
  }
});

const pieces = [
  ...Object.values(masked).map(([text]) => text),
  ...Object.values(untouched),
  '"',
  '\\',
  '\n',
  'password=',
  '-----BEGIN PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  'token: ',
  '[masked: ',
  'eyJ',
  '&',
];

describe('properties of maskSecrets', () => {
  test('masking again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 6 }), (parts) => {
        const once = maskSecrets(parts.join(' '));
        return maskSecrets(once) === once;
      }),
    );
  });

  test('text around a secret does not bring it back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(masked)), fc.lorem(), fc.lorem(), ([text], before, after) => {
        expect(maskSecrets(`${before}\n${text}\n${after}`)).not.toContain(canary);
      }),
    );
  });
});
