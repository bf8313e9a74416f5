import { ambientRoutingWithoutWaypoint } from '../../../src/checks/ambient/routing-without-waypoint.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function shop(labels = ''): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient${labels}}}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: web}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {ports: [{port: 80}]}
  ---`;
}

function virtualService(
  namespace: string,
  hosts: string,
  rest = 'http: [{route: [{destination: {host: cart}}]}]',
): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: cart, namespace: ${namespace}}
  spec: {hosts: ${hosts}, ${rest}}
  ---`;
}

function rule(namespace: string, policy: string): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: cart, namespace: ${namespace}}
  spec: {host: cart.shop.svc.cluster.local, trafficPolicy: ${policy}}
  ---`;
}

const use = ', istio.io/use-waypoint: waypoint';
const http = '{connectionPool: {http: {http1MaxPendingRequests: 1}}}';

describeOnManifests(ambientRoutingWithoutWaypoint, {
  silent: {
    'the namespace uses a waypoint': shop(use) + virtualService('shop', '[cart]') + rule('shop', http),
    'tcp routes, and settings of connections':
      shop() +
      virtualService('shop', '[cart]', 'tcp: [{route: [{destination: {host: cart}}]}]') +
      rule('shop', '{connectionPool: {tcp: {maxConnections: 1}}}'),
    'for a gateway only':
      shop() + virtualService('shop', '[cart]', 'gateways: [public], http: [{route: [{destination: {host: cart}}]}]'),
    'a host of a namespace that is not ambient': shop() + virtualService('web', '[shop.example.com]'),
  },
  fires: {
    'the service uses no waypoint': {
      given: shop() + virtualService('shop', '[cart]') + rule('shop', http),
      expect: [
        { messageId: 'serviceWithoutWaypoint', subject: 'DestinationRule shop/cart', aliases: ['KIA0211'] },
        {
          messageId: 'serviceWithoutWaypoint',
          subject: 'VirtualService shop/cart',
          severity: 'warning',
          aliases: ['KIA1113'],
          args: { what: 'http routes', service: 'cart' },
        },
      ],
    },
    'the rule stands in another namespace than the service': {
      given:
        shop(use) +
        virtualService('web', '[cart.shop.svc.cluster.local]') +
        rule('web', '{outlierDetection: {interval: 1s}}'),
      expect: [
        {
          messageId: 'otherNamespace',
          subject: 'DestinationRule web/cart',
          aliases: ['KIA0212'],
          args: { what: 'outlierDetection' },
        },
        { messageId: 'otherNamespace', subject: 'VirtualService web/cart', aliases: ['KIA1114'] },
      ],
    },
    'a host that is no service, in an ambient namespace without a waypoint': {
      given: shop() + virtualService('shop', '[cart.example.com]'),
      expect: [{ messageId: 'namespaceWithoutWaypoint', subject: 'VirtualService shop/cart', aliases: ['KIA1109'] }],
    },
  },
});
