import { routingGatewayProtocol } from '../../../src/checks/routing/gateway-protocol.js';
import type { GatewayServer } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, route, virtualService } from '../../helpers/facets/kubernetes.js';

function at(protocol: 'http' | 'tls', server: Partial<GatewayServer>, gateways = ['public']) {
  return {
    virtualServices: [
      virtualService({
        spec: { hosts: ['a.example.com'], gateways, routes: [route({ protocol, field: `spec.${protocol}[0]` })] },
      }),
    ],
    istioGateways: [istioGateway({ spec: { servers: [gatewayServer({ hosts: ['*.example.com'], ...server })] } })],
  };
}

function tls(mode: string, protocol = 'HTTPS') {
  return { protocol, port: 443, tls: { mode, credentialNames: [] } };
}

describeCheck(routingGatewayProtocol, {
  silent: {
    'http rules for a plain server': at('http', { protocol: 'HTTP' }),
    'http rules for a server that ends TLS': at('http', tls('SIMPLE')),
    'tls rules for passthrough': at('tls', tls('PASSTHROUGH', 'TLS')),
    'sidecars use the rules too': at('http', tls('PASSTHROUGH'), ['public', 'mesh']),
    'no server for the host (gateways/unmatched-host)': at('http', { ...tls('PASSTHROUGH'), hosts: ['b.example.org'] }),
  },
  fires: {
    'http rules for passthrough': {
      given: at('http', tls('PASSTHROUGH')),
      expect: [
        {
          messageId: 'httpRules',
          subject: 'VirtualService shop/cart',
          args: { gateway: 'shop/public' },
          severity: 'error',
        },
      ],
    },
    'tls rules for a server that ends TLS': {
      given: at('tls', tls('SIMPLE')),
      expect: [{ messageId: 'tlsRules', subject: 'VirtualService shop/cart', evidence: 2 }],
    },
  },
});
