import { routingMixedKinds } from '../../../src/checks/routing/mixed-kinds.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function virtualService(spec: string, namespace = 'shop'): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: cart, namespace: ${namespace}}
  spec: {${spec}, http: [{route: [{destination: {host: cart.shop.svc.cluster.local}}]}]}
  `;
}

function httpRoute(parent: string, namespace = 'shop'): string {
  return `
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata: {name: cart-split, namespace: ${namespace}}
  spec: {parentRefs: [${parent}], rules: [{backendRefs: [{name: cart, port: 80}]}]}
  `;
}

const service = '{kind: Service, group: "", name: cart, namespace: shop}';

describeOnManifests(routingMixedKinds, {
  silent: {
    'a route of a gateway': documents(virtualService('hosts: [cart]'), httpRoute('{name: edge}')),
    'another host': documents(virtualService('hosts: [web]'), httpRoute(service)),
    'a VirtualService of a gateway': documents(virtualService('hosts: [cart], gateways: [edge]'), httpRoute(service)),
    'a route for clients of one namespace': documents(virtualService('hosts: [cart]'), httpRoute(service, 'web')),
    'cart of another namespace': documents(virtualService('hosts: [cart]', 'web'), httpRoute(service)),
  },
  fires: {
    'both are for all clients of the service': {
      given: documents(virtualService('hosts: [cart]'), httpRoute(service)),
      expect: [
        {
          messageId: 'mixed',
          subject: 'VirtualService shop/cart',
          severity: 'warning',
          args: { kind: 'HTTPRoute', route: 'shop/cart-split', service: 'shop/cart' },
        },
      ],
    },
    'by its full name': {
      given: documents(virtualService('hosts: [cart.shop.svc.cluster.local]', 'web'), httpRoute(service)),
      expect: [{ messageId: 'mixed', subject: 'VirtualService web/cart' }],
    },
  },
});
