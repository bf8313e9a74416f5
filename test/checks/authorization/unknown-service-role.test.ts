import { authorizationUnknownServiceRole } from '../../../src/checks/authorization/unknown-service-role.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const reader = `
  apiVersion: rbac.istio.io/v1alpha1
  kind: ServiceRole
  metadata: {name: reader, namespace: shop}
  spec: {rules: [{services: ["*"]}]}
  ---`;

function binding(namespace: string, roleRef: string): string {
  return `
  apiVersion: rbac.istio.io/v1alpha1
  kind: ServiceRoleBinding
  metadata: {name: readers, namespace: ${namespace}}
  spec: {subjects: [{user: "*"}]${roleRef}}
  `;
}

describeOnManifests(authorizationUnknownServiceRole, {
  silent: {
    'a role of the namespace': reader + binding('shop', ', roleRef: {kind: ServiceRole, name: reader}'),
    'no role is named': reader + binding('shop', ''),
  },
  fires: {
    'a role of another namespace': {
      given: reader + binding('web', ', roleRef: {kind: ServiceRole, name: reader}'),
      expect: [
        {
          messageId: 'unknown',
          subject: 'ServiceRoleBinding web/readers',
          severity: 'error',
          aliases: ['IST0101'],
          args: { role: 'reader' },
        },
      ],
    },
  },
});
