import { expect, test } from 'vitest';
import { authorizationMissingRequestAuthentication } from '../../../src/checks/authorization/missing-request-authentication.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const pods = `
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app}]}
  ---`;

function policy(rule: string, action = 'ALLOW'): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: ${action}, selector: {matchLabels: {app: cart}}, rules: [${rule}]}
  ---`;
}

function authentication(namespace: string, app: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata: {name: token, namespace: ${namespace}}
  spec: {selector: {matchLabels: {app: ${app}}}, jwtRules: [{issuer: me}]}
  ---`;
}

const byToken = '{from: [{source: {requestPrincipals: ["*"]}}]}';

describeOnManifests(authorizationMissingRequestAuthentication, {
  silent: {
    'tokens of the workload are checked': pods + policy(byToken) + authentication('shop', 'cart'),
    'tokens are checked for the mesh': pods + policy(byToken) + authentication('istio-system', 'cart'),
    'no token is asked for': pods + policy('{to: [{operation: {methods: [GET]}}]}'),
  },
  fires: {
    'tokens of another workload': {
      given: pods + policy(byToken) + authentication('shop', 'web'),
      expect: [
        {
          messageId: 'missing',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'error',
          args: { attribute: 'requestPrincipals' },
        },
      ],
    },
    'a claim, in a policy that denies': {
      given: pods + policy('{when: [{key: "request.auth.claims[iss]", values: [me]}]}', 'DENY'),
      expect: [{ messageId: 'missing', subject: 'AuthorizationPolicy shop/api', severity: 'warning' }],
    },
  },
});

test('tokens may be checked by an object of the root namespace that was not gathered', () => {
  const partial = new Map([['RequestAuthentication', new Set(['shop'])]]);
  expect(
    resultInBundle(
      authorizationMissingRequestAuthentication,
      pods + policy(byToken) + authentication('shop', 'web'),
      {},
    ).outcome,
  ).toBe('fail');
  expect(
    resultInBundle(authorizationMissingRequestAuthentication, pods + policy(byToken) + authentication('shop', 'web'), {
      partial,
    }),
  ).toMatchObject({ outcome: 'inconclusive', findings: [] });
});
