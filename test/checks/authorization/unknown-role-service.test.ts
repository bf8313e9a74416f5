import { authorizationUnknownRoleService } from '../../../src/checks/authorization/unknown-role-service.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function role(namespace: string, services: string): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {ports: [{port: 80}]}
  ---
  apiVersion: rbac.istio.io/v1alpha1
  kind: ServiceRole
  metadata: {name: reader, namespace: ${namespace}}
  spec: {rules: [{services: ${services}, methods: [GET]}]}
  `;
}

describeOnManifests(authorizationUnknownRoleService, {
  silent: {
    'by name, full name, prefix and suffix': role(
      'shop',
      '[cart, cart.shop.svc.cluster.local, "ca*", "*.shop.svc.cluster.local", ".shop.svc.cluster.local"]',
    ),
    'all services of a namespace without any': role('web', '["*"]'),
  },
  fires: {
    'no such service': {
      given: role('shop', '[cart, basket]'),
      expect: [
        { messageId: 'unknown', subject: 'ServiceRole shop/reader', aliases: ['IST0101'], args: { service: 'basket' } },
      ],
    },
    'a service of another namespace': {
      given: role('web', '[cart.shop.svc.cluster.local]'),
      expect: [{ messageId: 'unknown', subject: 'ServiceRole web/reader' }],
    },
  },
});
