import { ambientBypassedWaypoint } from '../../../src/checks/ambient/bypassed-waypoint.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

function shop(labels: string, waypointFor = 'service'): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop, labels: {${labels}}}
  spec: {selector: {app: cart}, ports: [{port: 80}]}
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata: {name: waypoint, namespace: shop, labels: {istio.io/waypoint-for: ${waypointFor}}}
  spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata: {name: edge, namespace: shop}
  spec: {gatewayClassName: istio, listeners: [{name: web, port: 80, protocol: HTTP}]}
  `;
}

function route(parent: string): string {
  return `
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata: {name: web, namespace: shop}
  spec: {parentRefs: [{name: ${parent}}], rules: [{backendRefs: [{name: cart, port: 80}]}]}
  `;
}

function policy(rule = '{to: [{operation: {methods: [GET]}}]}', action = 'DENY'): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: read-only, namespace: shop}
  spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}], action: ${action}, rules: [${rule}]}
  `;
}

const virtualService = `
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: web, namespace: shop}
  spec: {hosts: [shop.example.com], gateways: [edge], http: [{route: [{destination: {host: cart}}]}]}
  `;

describeOnManifests(ambientBypassedWaypoint, {
  silent: {
    'the service asks ingress to use the waypoint': documents(
      shop('istio.io/ingress-use-waypoint: "true"'),
      route('edge'),
      policy(),
    ),
    'a route of the waypoint itself': documents(shop(''), route('waypoint'), policy()),
    'no policy is at the waypoint': documents(shop(''), route('edge')),
    'a policy that ztunnel could enforce': documents(
      shop(''),
      route('edge'),
      policy('{from: [{source: {namespaces: [shop]}}]}'),
    ),
    'a service without the waypoint': documents(shop('istio.io/use-waypoint: none'), route('edge'), policy()),
    'a waypoint for pods': documents(shop('', 'workload'), route('edge'), policy()),
  },
  fires: {
    'an HTTPRoute of an ingress gateway': {
      given: documents(shop(''), route('edge'), policy()),
      expect: [
        {
          messageId: 'bypassed',
          subject: 'Service shop/cart',
          severity: 'warning',
          args: { route: 'HTTPRoute shop/web', waypoint: 'shop/waypoint', policies: 'AuthorizationPolicy read-only' },
        },
      ],
    },
    'with a policy that allows': {
      given: documents(shop(''), route('edge'), policy('{to: [{operation: {methods: [GET]}}]}', 'ALLOW')),
      expect: [{ messageId: 'bypassed', subject: 'Service shop/cart', severity: 'info' }],
    },
    'a VirtualService of a gateway': {
      given: documents(shop(''), virtualService, policy()),
      expect: [{ messageId: 'bypassed', subject: 'Service shop/cart', args: { route: 'VirtualService shop/web' } }],
    },
  },
});
