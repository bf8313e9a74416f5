import { ambientWaypointNotAdmitted } from '../../../src/checks/ambient/waypoint-not-admitted.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function shop(labels: string): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient${labels}}}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {selector: {app: cart}, ports: [{port: 80}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app}]}
  ---`;
}

function policy(source: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: clients, namespace: shop}
  spec: {selector: {matchLabels: {app: cart}}, rules: [${source}]}
  ---`;
}

const enrolled = shop(', istio.io/use-waypoint: waypoint');
const from = (source: string) => policy(`{from: [{source: ${source}}]}`);

describeOnManifests(ambientWaypointNotAdmitted, {
  silent: {
    'the waypoint is let in':
      enrolled + from('{principals: [cluster.local/ns/web/sa/web, cluster.local/ns/shop/sa/waypoint]}'),
    'its namespace is let in': enrolled + from('{namespaces: [shop]}'),
    'everybody is let in': enrolled + policy('{to: [{operation: {ports: ["80"]}}]}'),
    'no waypoint is used': shop('') + from('{principals: [cluster.local/ns/web/sa/web]}'),
  },
  fires: {
    'only the client is let in': {
      given: enrolled + from('{principals: [cluster.local/ns/web/sa/web]}'),
      expect: [
        {
          messageId: 'denied',
          subject: 'Workload shop/cart',
          severity: 'error',
          args: { waypoint: 'shop/waypoint', policies: 'clients', service: 'cart' },
        },
      ],
    },
  },
});
