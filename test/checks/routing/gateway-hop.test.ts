import { expect, test } from 'vitest';
import { routingGatewayHop } from '../../../src/checks/routing/gateway-hop.js';
import { describeCheck } from '../../helpers/check.js';
import { istioGateway, labels, route, service, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { findingsIn } from '../../helpers/manifests.js';

const egress = { app: 'egress', istio: 'egressgateway' };
const known = {
  istioGateways: [istioGateway({ name: 'egress', spec: { selector: labels({ istio: 'egressgateway' }) } })],
  services: [service({ namespace: 'shop', name: 'egress', selector: labels(egress) })],
  mesh: mesh(),
};

function sending(host: string, facts: Parameters<typeof route>[0] = {}) {
  return route({ destinations: [{ field: 'spec.http[0].route[0].destination', host }], ...facts });
}

const outward = virtualService({ spec: { hosts: ['api.example.com'], routes: [sending('egress')] } });
const onward = virtualService({
  name: 'onward',
  spec: { hosts: ['*.example.com'], gateways: ['egress'], routes: [sending('api.example.com')] },
});

describeCheck(routingGatewayHop, {
  silent: {
    'a second rule leads on from the gateway': { ...known, virtualServices: [outward, onward] },
    'a service that is no gateway': { ...known, services: [service({ name: 'egress' })], virtualServices: [outward] },
    'a gateway without a Gateway': { ...known, istioGateways: [], virtualServices: [outward] },
    'no weight': {
      ...known,
      virtualServices: [
        virtualService({
          spec: {
            hosts: ['api.example.com'],
            routes: [sending('', { destinations: [{ field: 'x', host: 'egress', weight: 0 }] })],
          },
        }),
      ],
    },
    'back to the gateway under another host': {
      ...known,
      virtualServices: [
        virtualService({
          spec: {
            hosts: ['api.example.com'],
            gateways: ['egress'],
            routes: [sending('egress', { rewrite: { authority: 'b.example.com' } })],
          },
        }),
      ],
    },
  },
  open: {
    'VirtualServices of other namespaces': {
      given: {
        ...known,
        virtualServices: [outward],
        mesh: mesh({ partial: new Map([['VirtualService', new Set(['shop'])]]) }),
      },
      because: 'api.example.com may exist',
    },
  },
  fires: {
    'nothing at the gateway has the host': {
      given: { ...known, virtualServices: [outward] },
      expect: [
        {
          messageId: 'unserved',
          subject: 'VirtualService shop/cart',
          args: { host: 'api.example.com', gateway: 'shop/egress' },
          severity: 'error',
        },
      ],
    },
    'the rewritten host is another': {
      given: {
        ...known,
        virtualServices: [
          virtualService({
            spec: {
              hosts: ['api.example.com'],
              routes: [sending('egress', { rewrite: { authority: 'api.example.org' } })],
            },
          }),
          onward,
        ],
      },
      expect: [{ messageId: 'unserved', subject: 'VirtualService shop/cart', args: { host: 'api.example.org' } }],
    },
    'the rule of the gateway leads to the gateway': {
      given: {
        ...known,
        virtualServices: [
          virtualService({ spec: { hosts: ['api.example.com'], gateways: ['egress'], routes: [sending('egress')] } }),
        ],
      },
      expect: [{ messageId: 'loop', subject: 'VirtualService shop/cart', args: { route: 'http[0]' } }],
    },
  },
});

test('one VirtualService leads to the gateway and on from it, by the gateways of its matches', () => {
  const twoHops = (match: string) => `
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: egress, namespace: istio-system}
    spec:
      selector: {istio: egressgateway}
      servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [api.example.com]}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: egress, namespace: istio-system}
    spec: {selector: {istio: egressgateway}, ports: [{name: http, port: 80}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: api, namespace: istio-system}
    spec:
      hosts: [api.example.com]
      gateways: [egress, mesh]
      http:
      - match: [{${match}port: 80}]
        route: [{destination: {host: egress}}]
      - match: [{gateways: [egress], port: 80}]
        route: [{destination: {host: api.example.com}}]`;
  expect(findingsIn(routingGatewayHop, twoHops('gateways: [mesh], '))).toEqual([]);
  expect(findingsIn(routingGatewayHop, twoHops('')).map(({ messageId }) => messageId)).toEqual(['loop']);
});
