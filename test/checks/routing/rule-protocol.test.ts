import { routingRuleProtocol } from '../../../src/checks/routing/rule-protocol.js';
import { describeCheck } from '../../helpers/check.js';
import { route, serviceEntry, servicePort, serviceSpec, virtualService } from '../../helpers/facets/kubernetes.js';
import { routeMatch } from '../../helpers/facets/matches.js';
import { mesh } from '../../helpers/facets/mesh.js';

function given(ports: Parameters<typeof servicePort>[0][], facts: Parameters<typeof route>[0] = {}) {
  return {
    virtualServices: [virtualService({ spec: { routes: [route(facts)] } })],
    serviceSpecs: [serviceSpec({ ports: ports.map(servicePort) })],
    mesh: mesh(),
  };
}

function onPort(port: number) {
  return [routeMatch({ port })];
}

const external = virtualService({ spec: { hosts: ['api.payments.example.com'] } });

describeCheck(routingRuleProtocol, {
  silent: {
    'http rules for an HTTP port': given([{}]),
    'one of the ports fits': given([{ name: 'tcp' }, { name: 'http', port: 81 }]),
    'a port without a protocol': given([{ name: 'web' }]),
    'tcp rules for a TCP port': given([{ name: 'tcp' }], { protocol: 'tcp', field: 'spec.tcp[0]' }),
    'tls rules for an HTTPS port': given([{ name: 'https' }], { protocol: 'tls', field: 'spec.tls[0]' }),
    'the port of the match fits': given([{ name: 'tcp' }, { port: 81 }], { matches: onPort(81) }),
    'an unknown host': { ...given([{}]), serviceSpecs: [] },
    'rules for a gateway': {
      ...given([{ name: 'tcp' }]),
      virtualServices: [virtualService({ spec: { gateways: ['public'] } })],
    },
    'an external host with plain HTTP too': {
      ...given([]),
      virtualServices: [external],
      serviceEntries: [
        serviceEntry({
          spec: {
            ports: [
              { number: 80, protocol: 'HTTP' },
              { number: 443, protocol: 'HTTPS' },
            ],
          },
        }),
      ],
    },
  },
  fires: {
    'http rules for a TCP port': {
      given: given([{ name: 'tcp-web' }]),
      expect: [
        {
          messageId: 'leftOut',
          subject: 'VirtualService shop/cart',
          args: { rules: 'http', ports: '80 (tcp)' },
          severity: 'warning',
        },
      ],
    },
    'http rules for an external host of HTTPS alone': {
      given: { ...given([]), virtualServices: [external], serviceEntries: [serviceEntry()] },
      expect: [{ messageId: 'leftOut', subject: 'VirtualService shop/cart', args: { ports: '443 (TLS)' } }],
    },
    'tcp rules for an HTTP port': {
      given: given([{}], { protocol: 'tcp', field: 'spec.tcp[0]' }),
      expect: [{ messageId: 'leftOut', subject: 'VirtualService shop/cart', args: { rules: 'tcp' } }],
    },
    'the port of the match does not fit': {
      given: given([{}, { name: 'tcp', port: 81 }], { matches: onPort(81) }),
      expect: [{ messageId: 'leftOut', subject: 'VirtualService shop/cart', args: { ports: '81 (tcp)' } }],
    },
  },
});
