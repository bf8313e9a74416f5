import { authorizationUnknownNamespace } from '../../../src/checks/authorization/unknown-namespace.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const namespaces = `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: prod-web}
  ---`;

function policy(source: string, namespace = 'shop'): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: ${namespace}}
  spec:
    rules:
    - from:
      - source: ${source}
  ---`;
}

describeOnManifests(authorizationUnknownNamespace, {
  silent: {
    'an exact name, whatever its case': namespaces + policy('{namespaces: [Shop]}'),
    'patterns that match': namespaces + policy('{namespaces: ["*", "prod-*", "*-web"]}'),
    'a namespace that istioctl leaves out': namespaces + policy('{namespaces: [nowhere]}', 'kube-system'),
    'no source namespaces': namespaces + policy('{principals: ["*"]}'),
  },
  open: {
    'no namespaces were given': { given: policy('{namespaces: [nowhere]}'), because: 'namespaces' },
  },
  fires: {
    'names and patterns that match nothing': {
      given: namespaces + policy('{namespaces: [shop, nowhere], notNamespaces: ["test-*"]}'),
      expect: [
        {
          messageId: 'unknown',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'error',
          aliases: ['IST0101', 'KIA0101'],
          args: { source: 'nowhere' },
        },
        { messageId: 'unknown', subject: 'AuthorizationPolicy shop/api', args: { source: 'test-*' } },
      ],
    },
  },
});
