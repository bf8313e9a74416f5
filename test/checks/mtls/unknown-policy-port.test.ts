import { mtlsUnknownPolicyPort } from '../../../src/checks/mtls/unknown-policy-port.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function policy(ports: string): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}
  ---
  apiVersion: authentication.istio.io/v1alpha1
  kind: Policy
  metadata: {name: cart, namespace: shop}
  spec:
    targets: [{name: cart, ports: ${ports}}]
    peers: [{mtls: {}}]
  `;
}

describeOnManifests(mtlsUnknownPolicyPort, {
  silent: {
    'a port of the service by name, and any number': policy('[{name: http}, {number: 8443}]'),
    'all ports': policy('[]'),
  },
  fires: {
    'names that no TCP port has': {
      given: policy('[{name: grpc}, {name: dns}]'),
      expect: [
        {
          messageId: 'unknown',
          subject: 'Policy shop/cart',
          severity: 'warning',
          aliases: ['IST0114'],
          args: { port: 'dns', service: 'cart' },
        },
        { messageId: 'unknown', subject: 'Policy shop/cart', args: { port: 'grpc' } },
      ],
    },
  },
});
