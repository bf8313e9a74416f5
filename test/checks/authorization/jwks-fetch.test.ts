import { authorizationJwksFetch } from '../../../src/checks/authorization/jwks-fetch.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const token = `
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata: {name: token, namespace: shop}
  spec: {jwtRules: [{issuer: me, jwksUri: "https://example.com/keys"}]}
  ---`;

function istiod(env: string): string {
  return `
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}
  spec:
    template:
      metadata: {labels: {app: istiod}}
      spec:
        containers: [{name: discovery, image: pilot, env: ${env}}]
  ---`;
}

describeOnManifests(authorizationJwksFetch, {
  silent: {
    'no RequestAuthentication': istiod('[]'),
    'addresses are blocked': token + istiod('[{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 169.254.0.0/16}]'),
    'no istiod in this cluster': token,
  },
  fires: {
    'nothing is blocked': {
      given: token + istiod('[]'),
      expect: [
        {
          messageId: 'unrestricted',
          subject: 'Deployment istio-system/istiod',
          severity: 'warning',
          aliases: ['IST0175'],
          args: { count: 1, policies: 'shop/token' },
        },
      ],
    },
    'the value is empty': {
      given: token + istiod('[{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: ""}]'),
      expect: [{ messageId: 'unrestricted', subject: 'Deployment istio-system/istiod' }],
    },
  },
});
