import { mtlsPortLevelPort } from '../../../src/checks/mtls/port-level-port.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function cart(targetPort: string, port: number): string {
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
  kind: PeerAuthentication
  metadata: {name: cart, namespace: shop}
  spec:
    selector: {matchLabels: {app: cart}}
    portLevelMtls: {"${port}": {mode: DISABLE}}
  `;
}

describeOnManifests(mtlsPortLevelPort, {
  silent: {
    'the port of the container': cart('8080', 8080),
    'the service’s port and its target are one': cart('80', 80),
    'a port that no service has': cart('8080', 9090),
  },
  fires: {
    'the port of the service': {
      given: cart('web', 80),
      expect: [
        {
          messageId: 'servicePort',
          subject: 'PeerAuthentication shop/cart',
          severity: 'warning',
          args: { port: 80, target: 8080, service: 'cart' },
        },
      ],
    },
  },
});
