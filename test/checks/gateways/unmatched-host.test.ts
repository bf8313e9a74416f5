import { gatewaysUnmatchedHost } from '../../../src/checks/gateways/unmatched-host.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function binding(hosts: string[], served: string[], gateway = 'public') {
  return {
    virtualServices: [virtualService({ spec: { hosts, gateways: [gateway, 'mesh'] } })],
    istioGateways: [istioGateway({ spec: { servers: [gatewayServer({ hosts: served })] } })],
    mesh: mesh(),
  };
}

describeCheck(gatewaysUnmatchedHost, {
  silent: {
    'one host in common': binding(['a.example.com', 'b.example.com'], ['c.example.com', 'b.example.com']),
    'a wildcard of the Gateway': binding(['a.example.com'], ['*.example.com']),
    'a wildcard of the VirtualService': binding(['*.example.com'], ['a.example.com']),
    'a wildcard within a wildcard': binding(['*.a.example.com'], ['*.example.com']),
    'all hosts': binding(['cart'], ['*']),
    'a short name': binding(['cart'], ['cart.shop.svc.cluster.local']),
    'the namespace of the VirtualService': binding(['a.example.com'], ['shop/a.example.com']),
    'the namespace of the Gateway': binding(['a.example.com'], ['./a.example.com']),
    'any namespace': binding(['a.example.com'], ['*/a.example.com']),
    'a delegate': binding([], ['a.example.com']),
    'no such Gateway (gateways/unbound-route)': binding(['a.example.com'], ['b.example.com'], 'absent'),
  },
  fires: {
    'the other Gateway serves all of its hosts': {
      given: {
        virtualServices: [virtualService({ spec: { hosts: ['a.example.com'], gateways: ['public', 'other'] } })],
        istioGateways: [
          istioGateway({ spec: { servers: [gatewayServer({ hosts: ['a.example.com'] })] } }),
          istioGateway({ name: 'other', spec: { servers: [gatewayServer({ hosts: ['b.example.com'] })] } }),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'nothingInCommon',
          subject: 'VirtualService shop/cart',
          args: { gateway: 'shop/other' },
          severity: 'info',
        },
      ],
    },
    'other hosts': {
      given: binding(['a.example.com'], ['b.example.com', '*.example.org']),
      expect: [
        {
          messageId: 'nothingInCommon',
          subject: 'VirtualService shop/cart',
          args: { gateway: 'shop/public', hosts: 'b.example.com, *.example.org' },
          severity: 'warning',
        },
      ],
    },
    'the host of another namespace': {
      given: binding(['a.example.com'], ['web/a.example.com']),
      expect: [
        {
          messageId: 'nothingInCommon',
          subject: 'VirtualService shop/cart',
          args: { hosts: 'none for this namespace' },
        },
      ],
    },
  },
});
