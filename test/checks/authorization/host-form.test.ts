import { authorizationHostForm } from '../../../src/checks/authorization/host-form.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function policy(action: string, operation: string, port = 8080): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {selector: {app: cart}, ports: [{port: ${port}}]}
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: ${action}, rules: [{to: [{operation: {${operation}}}]}]}
  `;
}

const subject = 'AuthorizationPolicy shop/api';

describeOnManifests(authorizationHostForm, {
  silent: {
    'clients leave port 80 out': policy('ALLOW', 'hosts: [cart]', 80),
    'the port stands beside the host': policy('ALLOW', 'hosts: [cart, "cart:8080"]'),
    'any port stands beside the host': policy('ALLOW', 'hosts: [cart.shop, "cart.shop:*"]'),
    'a host that is no service': policy('ALLOW', 'hosts: [shop.example.com]'),
    'hosts ignore the case': policy('ALLOW', 'hosts: [Shop.example.com]'),
    'a denied host with any port': policy('DENY', 'hosts: [shop.example.com, "shop.example.com:*"]'),
    'a denied suffix': policy('DENY', 'hosts: ["*.example.com", "*.example.com:*"]'),
    'DENY for all but one host': policy('DENY', 'notHosts: [shop.example.com]'),
  },
  fires: {
    'clients of the service send the port': {
      given: policy('ALLOW', 'hosts: [cart.shop.svc.cluster.local]'),
      expect: [{ messageId: 'withoutPort', subject, severity: 'warning', args: { service: 'shop/cart', port: 8080 } }],
    },
    'a short name': {
      given: policy('ALLOW', 'hosts: [cart]'),
      expect: [{ messageId: 'withoutPort', subject }],
    },
    'a denied host is reached with a port': {
      given: policy('DENY', 'hosts: [shop.example.com]'),
      expect: [{ messageId: 'bypass', subject, args: { host: 'shop.example.com' } }],
    },
    'so is one that ALLOW leaves out': {
      given: policy('ALLOW', 'notHosts: [shop.example.com]'),
      expect: [{ messageId: 'bypass', subject }],
    },
    'a trailing slash': {
      given: policy('ALLOW', 'hosts: [shop.example.com/]'),
      expect: [{ messageId: 'slash', subject }],
    },
  },
});
