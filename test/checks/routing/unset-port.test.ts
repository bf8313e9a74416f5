import { routingUnsetPort } from '../../../src/checks/routing/unset-port.js';
import { describeCheck } from '../../helpers/check.js';
import { route, service, serviceEntry, servicePort, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function to(host: string, port?: number, gateways = ['mesh']) {
  const destination = { field: 'spec.http[0].route[0].destination', host, ...(port !== undefined && { port }) };
  return {
    virtualServices: [virtualService({ spec: { gateways, routes: [route({ destinations: [destination] })] } })],
    services: [
      service({ name: 'cart', ports: [servicePort()] }),
      service({ name: 'till', ports: [servicePort(), servicePort({ port: 9090 })] }),
    ],
    mesh: mesh({ isManifests: true }),
  };
}

describeCheck(routingUnsetPort, {
  silent: {
    'a service with one port': to('cart'),
    'a port is named': to('till', 9090),
    'a host that does not exist (routing/unknown-host)': to('absent'),
  },
  fires: {
    'a service with two ports': {
      given: to('till'),
      expect: [
        { messageId: 'several', subject: 'VirtualService shop/cart', args: { ports: '80, 9090' }, severity: 'error' },
      ],
    },
    'a ServiceEntry with two ports': {
      given: {
        ...to('api.payments.example.com'),
        serviceEntries: [
          serviceEntry({
            spec: {
              ports: [
                { number: 80, protocol: 'HTTP' },
                { number: 443, protocol: 'TLS' },
              ],
            },
          }),
        ],
      },
      expect: [{ messageId: 'several', subject: 'VirtualService shop/cart', args: { ports: '80, 443' } }],
    },
    'sidecars of a bundle, which keep the port of the request': {
      given: { ...to('till'), mesh: mesh() },
      expect: [{ messageId: 'several', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'a gateway of a bundle': {
      given: { ...to('till', undefined, ['public']), mesh: mesh() },
      expect: [{ messageId: 'several', subject: 'VirtualService shop/cart', severity: 'error' }],
    },
  },
});
