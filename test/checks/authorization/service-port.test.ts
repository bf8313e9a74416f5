import { authorizationServicePort } from '../../../src/checks/authorization/service-port.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function cart(spec: string, targetPort = '8080'): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {selector: {app: cart}, ports: [{port: 80, targetPort: ${targetPort}}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart-1, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app, ports: [{name: web, containerPort: 8080}]}]}
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {${spec}}
  `;
}

const port80 = 'rules: [{to: [{operation: {ports: ["80"]}}]}]';

describeOnManifests(authorizationServicePort, {
  silent: {
    'the port of the container': cart('rules: [{to: [{operation: {ports: ["8080"]}}]}]'),
    'the service’s port and its target are one': cart(port80, '80'),
    'a port that no service has': cart('rules: [{to: [{operation: {ports: ["9090"]}}]}]'),
    'pods that the policy does not select': cart(`selector: {matchLabels: {app: web}}, ${port80}`),
    'a waypoint, which takes ports of the service': cart(
      `targetRefs: [{kind: Service, group: "", name: cart}], ${port80}`,
    ),
  },
  fires: {
    'the port of the service': {
      given: cart(`selector: {matchLabels: {app: cart}}, ${port80}`, 'web'),
      expect: [
        {
          messageId: 'servicePort',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          args: { port: 80, service: 'cart', target: 8080 },
        },
      ],
    },
    'as a condition': {
      given: cart('rules: [{when: [{key: destination.port, values: ["80"]}]}]'),
      expect: [{ messageId: 'servicePort', subject: 'AuthorizationPolicy shop/api' }],
    },
  },
});
