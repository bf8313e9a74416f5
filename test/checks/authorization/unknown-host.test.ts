import { authorizationUnknownHost } from '../../../src/checks/authorization/unknown-host.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const cart = `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec: {ports: [{port: 80}]}
  ---
  apiVersion: networking.istio.io/v1
  kind: ServiceEntry
  metadata: {name: partner, namespace: shop}
  spec: {hosts: [partner], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC}
  ---`;

function policy(host: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec:
    rules:
    - to:
      - operation: {hosts: ["${host}"]}
  `;
}

describeOnManifests(authorizationUnknownHost, {
  silent: {
    'a service by its name': cart + policy('cart'),
    'a service by name and namespace': cart + policy('cart.shop'),
    'the host of a ServiceEntry': cart + policy('partner'),
    'a Host header of the outside': cart + policy('www.example.com'),
    'a domain of two parts that is no namespace': cart + policy('api.info'),
    'a pattern': cart + policy('cart*'),
    'a host with its port': cart + policy('basket:8080'),
  },
  fires: {
    'a name that no service has; unknown hosts are allowed': {
      given: cart + policy('basket'),
      expect: [
        { messageId: 'unknown', subject: 'AuthorizationPolicy shop/api', severity: 'warning', aliases: ['KIA0104'] },
      ],
    },
    'unknown hosts are refused': {
      given: { yaml: cart + policy('basket.shop'), meshConfig: 'outboundTrafficPolicy: {mode: REGISTRY_ONLY}' },
      expect: [{ messageId: 'unknown', subject: 'AuthorizationPolicy shop/api', severity: 'error' }],
    },
  },
});
