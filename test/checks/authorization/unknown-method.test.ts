import { authorizationUnknownMethod } from '../../../src/checks/authorization/unknown-method.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function policy(methods: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec:
    rules:
    - to:
      - operation: {methods: ${methods}}
  `;
}

describeOnManifests(authorizationUnknownMethod, {
  silent: {
    'methods of HTTP, in any case': policy('[GET, post, TRACE]'),
    'patterns that match one': policy('["*", "P*", "*ET"]'),
  },
  fires: {
    'the full name of a gRPC method': {
      given: policy('[GET, /shop.Cart/Add]'),
      expect: [
        {
          messageId: 'unknown',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          aliases: ['KIA0102'],
          args: { method: '/shop.Cart/Add' },
        },
      ],
    },
    'a pattern that matches none': {
      given: policy('["X*"]'),
      expect: [{ messageId: 'unknown', subject: 'AuthorizationPolicy shop/api' }],
    },
  },
});
