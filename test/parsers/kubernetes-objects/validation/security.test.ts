import { describe, expect, test } from 'vitest';
import { validateObject } from '../../../../src/parsers/kubernetes-objects/validation/index.js';
import { describeValidation } from '../../../helpers/validation.js';

const security = { apiVersion: 'security.istio.io/v1' };
const selector = { matchLabels: { app: 'cart' } };

describeValidation(
  { ...security, kind: 'PeerAuthentication' },
  {
    'a mode': {
      valid: { mtls: { mode: 'STRICT' } },
      invalid: { mtls: { mode: 'strict' } },
      errors: ['spec.mtls.mode'],
    },
    'ports need a selector': {
      valid: { selector, portLevelMtls: { 8080: { mode: 'DISABLE' } } },
      invalid: { portLevelMtls: { 8080: { mode: 'DISABLE' } } },
      errors: ['spec.portLevelMtls'],
    },
    'a port': {
      valid: { selector, portLevelMtls: { 1: {} } },
      invalid: { selector, portLevelMtls: { 65536: {} } },
      errors: ['spec.portLevelMtls["65536"]'],
    },
    'an empty selector': { valid: { selector }, invalid: { selector: {} }, warnings: ['spec.selector'] },
  },
);

function jwt(rule: object) {
  return { jwtRules: [{ issuer: 'https://issuer', ...rule }] };
}

describeValidation(
  { ...security, kind: 'RequestAuthentication' },
  {
    'an issuer or a URI': {
      valid: jwt({}),
      invalid: { jwtRules: [{ jwks: '{"keys":[]}' }] },
      errors: ['spec.jwtRules[0]'],
    },
    'a URI': {
      valid: jwt({ jwksUri: 'https://issuer/keys' }),
      invalid: jwt({ jwksUri: 'issuer/keys' }),
      errors: ['spec.jwtRules[0].jwksUri'],
    },
    'keys from one place': {
      valid: jwt({ jwks_uri: 'https://issuer/keys' }),
      invalid: jwt({ jwksUri: 'https://issuer/keys', jwks: '{"keys":[]}' }),
      refused: ['spec.jwtRules[0]'],
    },
    'inline keys': {
      valid: jwt({ jwks: '{"keys":[{"kty":"RSA","n":"a","e":"AQAB"}]}' }),
      invalid: jwt({ jwks: 'a' }),
      errors: ['spec.jwtRules[0].jwks'],
    },
    'a private key': {
      valid: jwt({ jwks: '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b"}]}' }),
      invalid: jwt({ jwks: '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}]}' }),
      warnings: ['spec.jwtRules[0].jwks[0]'],
    },
    'names of headers': {
      valid: jwt({ outputClaimToHeaders: [{ header: 'x-group', claim: 'group' }] }),
      invalid: jwt({ outputClaimToHeaders: [{ header: 'x group', claim: 'group' }] }),
      errors: ['spec.jwtRules[0].outputClaimToHeaders[0].header'],
    },
    'one way to attach': {
      valid: { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'public' }] },
      invalid: { selector, targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'public' }] },
      errors: ['spec'],
    },
    'what to attach to': {
      valid: { targetRef: { kind: 'Service', group: '', name: 'cart' } },
      invalid: { targetRef: { kind: 'Pod', group: '', name: 'cart', namespace: 'other' } },
      errors: ['spec.targetRef.kind', 'spec.targetRef.namespace'],
    },
  },
);

const to = [{ operation: { ports: ['80'] } }];

function from(source: object, rest: object = {}) {
  return { rules: [{ from: [{ source }] }], ...rest };
}

function when(condition: object) {
  return { rules: [{ when: [condition] }] };
}

const source = 'spec.rules[0].from[0].source';
const condition = 'spec.rules[0].when[0]';

describeValidation(
  { ...security, kind: 'AuthorizationPolicy' },
  {
    'DENY needs rules': { valid: { action: 'DENY', rules: [{}] }, invalid: { action: 'DENY' }, errors: ['spec.rules'] },
    'CUSTOM needs a provider': {
      valid: { action: 'CUSTOM', provider: { name: 'check' }, rules: [{}] },
      invalid: { action: 'CUSTOM', rules: [{}] },
      errors: ['spec.provider.name'],
    },
    'a provider needs CUSTOM': {
      valid: {},
      invalid: { provider: { name: 'check' } },
      errors: ['spec.provider'],
    },
    'CUSTOM knows no identities': {
      valid: from({ ipBlocks: ['10.0.0.0/8'] }, { action: 'CUSTOM', provider: { name: 'check' } }),
      invalid: from({ principals: ['*'] }, { action: 'CUSTOM', provider: { name: 'check' } }),
      errors: [`${source}.principals`],
    },
    'a source has something to match': { valid: from({ namespaces: ['web'] }), invalid: from({}), errors: [source] },
    'values are not empty': {
      valid: from({ principals: ['*'] }),
      invalid: from({ principals: [''] }),
      errors: [`${source}.principals[0]`],
    },
    'service accounts stand alone': {
      valid: from({ serviceAccounts: ['web/default', 'cart'] }),
      invalid: from({ serviceAccounts: ['web/default'], namespaces: ['web'] }),
      errors: [source],
    },
    addresses: {
      valid: from({ ipBlocks: ['10.0.0.1', 'fd00::/8'] }),
      invalid: from({ ipBlocks: ['10.0.0'] }),
      errors: [`${source}.ipBlocks[0]`],
    },
    ports: {
      valid: { rules: [{ to }] },
      invalid: { rules: [{ to: [{ operation: { ports: ['http'] } }] }] },
      errors: ['spec.rules[0].to[0].operation.ports[0]'],
    },
    'templates of paths': {
      valid: { rules: [{ to: [{ operation: { paths: ['/a/{*}/b/{**}', '/x*'] } }] }] },
      invalid: { rules: [{ to: [{ operation: { paths: ['/a/{**}/b/{*}', '/a{*}'] } }] }] },
      errors: ['spec.rules[0].to[0].operation.paths[0]', 'spec.rules[0].to[0].operation.paths[1]'],
    },
    'keys of conditions': {
      valid: when({ key: 'request.headers[x-user]', values: ['a'] }),
      invalid: when({ key: 'request.headers', values: ['a'] }),
      errors: [`${condition}.key`],
    },
    'values of conditions': {
      valid: when({ key: 'source.ip', notValues: ['10.0.0.0/8'] }),
      invalid: when({ key: 'source.ip' }),
      errors: [condition],
    },
    'a DENY rule of HTTP only': {
      valid: { action: 'DENY', rules: [{ to: [{ operation: { ports: ['80'], methods: ['GET'] } }] }] },
      invalid: { action: 'DENY', rules: [{ to: [{ operation: { methods: ['GET'] } }] }] },
      warnings: ['spec.rules[0]'],
    },
  },
);

describe('annotations', () => {
  const policy = (annotations: object) =>
    validateObject({ ...security, kind: 'AuthorizationPolicy', metadata: { name: 'one', annotations } }).map(
      ({ field }) => field,
    );

  test('a dry run is true or false', () => {
    expect(policy({ 'istio.io/dry-run': 'true' })).toEqual([]);
    expect(policy({ 'istio.io/dry-run': 'yes' })).toEqual(['metadata.annotations["istio.io/dry-run"]']);
  });

  test('internal ones are refused', () => {
    expect(policy({ 'internal.istio.io/parents': 'HTTPRoute/a.b' })).toEqual([
      'metadata.annotations["internal.istio.io/parents"]',
    ]);
  });
});
