import { authorizationJwtPortName } from '../../../src/checks/authorization/jwt-port-name.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function policy(ports: string, origins = '[{jwt: {issuer: me}}]'): string {
  return `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec:
    ports:
    - {name: http-web, port: 80}
    - {name: web, port: 81}
    - {name: http-udp, port: 82, protocol: UDP}
  ---
  apiVersion: authentication.istio.io/v1alpha1
  kind: Policy
  metadata: {name: token, namespace: shop}
  spec:
    targets: [{name: cart, ports: ${ports}}]
    origins: ${origins}
  `;
}

const subject = 'Policy shop/token';

describeOnManifests(authorizationJwtPortName, {
  silent: {
    'a port named as HTTP': policy('[{number: 80}, {name: http-web}]'),
    'a number means TCP': policy('[{number: 82}]'),
    'no token is asked for': policy('[]', '[]'),
  },
  fires: {
    'another name': {
      given: policy('[{number: 81}]'),
      expect: [{ messageId: 'notHttp', subject, severity: 'warning', aliases: ['IST0119'], args: { port: 81 } }],
    },
    'every port of the service': {
      given: policy('[]'),
      expect: [
        { messageId: 'notHttp', subject, args: { port: 81 } },
        { messageId: 'notHttp', subject, args: { port: 82 } },
      ],
    },
  },
});
