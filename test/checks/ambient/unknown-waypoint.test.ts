import { ambientUnknownWaypoint } from '../../../src/checks/ambient/unknown-waypoint.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function waypoint(namespace: string, labels = ''): string {
  return `
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata: {name: waypoint, namespace: ${namespace}, labels: {${labels}}}
  spec: {gatewayClassName: istio-waypoint, listeners: [{name: mesh, port: 15008, protocol: HBONE}]}
  ---`;
}

function shop(namespace: string, service = '', pod = ''): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {${namespace}}}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: other, labels: {istio.io/dataplane-mode: ambient}}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop, labels: {${service}}}
  spec: {ports: [{port: 80}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {${pod}}}
  spec: {containers: [{name: app, image: app}]}
  ---`;
}

const ambient = 'istio.io/dataplane-mode: ambient';
const use = 'istio.io/use-waypoint: waypoint';

describeOnManifests(ambientUnknownWaypoint, {
  silent: {
    'the waypoint of the namespace': shop(`${ambient}, ${use}`) + waypoint('shop'),
    'one of another namespace': shop(`${ambient}, ${use}, istio.io/use-waypoint-namespace: other`) + waypoint('other'),
    'opted out': shop(ambient, 'istio.io/use-waypoint: none'),
    'a waypoint for workloads, and a pod': shop(ambient, '', use) + waypoint('shop', 'istio.io/waypoint-for: workload'),
  },
  fires: {
    'it does not exist': {
      given: shop(`${ambient}, ${use}`, '', use) + waypoint('other'),
      expect: [
        { messageId: 'unknown', subject: 'Namespace shop', severity: 'error', args: { waypoint: 'shop/waypoint' } },
        { messageId: 'unknown', subject: 'Workload shop/cart', aliases: ['KIA1313'] },
      ],
    },
    'it takes other traffic': {
      given: shop(ambient, use) + waypoint('shop', 'istio.io/waypoint-for: workload'),
      expect: [
        { messageId: 'otherTraffic', subject: 'Service shop/cart', severity: 'warning', args: { takes: 'workload' } },
      ],
    },
    'a pod that is not ambient': {
      given: shop('', '', use) + waypoint('shop', 'istio.io/waypoint-for: all'),
      expect: [{ messageId: 'notAmbient', subject: 'Workload shop/cart', severity: 'warning', aliases: ['KIA1312'] }],
    },
  },
});
