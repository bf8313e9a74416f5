import { routingMisplacedRules } from '../../../src/checks/routing/misplaced-rules.js';
import { describeCheck } from '../../helpers/check.js';
import {
  gatewayServer,
  istioGateway,
  route,
  service,
  serviceEntry,
  virtualService,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const toSubset = route({
  destinations: [{ field: 'spec.http[0].route[0].destination', host: 'cart', subset: 'v2' }],
});
const atGateway = virtualService({ spec: { hosts: ['cart'], gateways: ['public'], routes: [toSubset] } });
const known = { istioGateways: [istioGateway()], services: [service()], serviceEntries: [], mesh: mesh() };
const shopGateway = istioGateway({ spec: { servers: [gatewayServer({ hosts: ['shop.example.com'] })] } });
const forSidecars = virtualService({ spec: { hosts: ['shop.example.com'] } });
const outside = { ...known, istioGateways: [shopGateway], virtualServices: [forSidecars] };

describeCheck(routingMisplacedRules, {
  silent: {
    'bound to both': {
      ...known,
      virtualServices: [virtualService({ spec: { gateways: ['public', 'mesh'], routes: [toSubset] } })],
    },
    'sends requests where they would go anyway': {
      ...known,
      virtualServices: [virtualService({ spec: { gateways: ['public'] } })],
    },
    'another one has the rules for sidecars': {
      ...known,
      virtualServices: [
        atGateway,
        virtualService({ name: 'inside', spec: { hosts: ['cart.shop.svc.cluster.local'], routes: [toSubset] } }),
      ],
    },
    'the Gateway names the service': {
      ...known,
      istioGateways: [istioGateway({ spec: { servers: [gatewayServer({ hosts: ['cart.shop.svc.cluster.local'] })] } })],
      virtualServices: [atGateway],
    },
    'an unknown Gateway': { ...known, istioGateways: [], virtualServices: [atGateway] },
    'a host of the outside at its Gateway': {
      ...outside,
      virtualServices: [virtualService({ spec: { hosts: ['shop.example.com'], gateways: ['public'] } })],
    },
    'another one covers the host at the Gateway': {
      ...outside,
      virtualServices: [
        forSidecars,
        virtualService({ name: 'all', spec: { hosts: ['*.example.com'], gateways: ['public'] } }),
      ],
    },
    'a host that a ServiceEntry declares': {
      ...outside,
      serviceEntries: [serviceEntry({ spec: { hosts: ['shop.example.com'] } })],
    },
  },
  open: {
    'ServiceEntries of other namespaces': {
      given: { ...outside, mesh: mesh({ partial: new Map([['ServiceEntry', new Set(['shop'])]]) }) },
      because: 'shop.example.com may exist',
    },
  },
  fires: {
    'subsets of a service, at a Gateway alone': {
      given: { ...known, virtualServices: [atGateway] },
      expect: [
        {
          messageId: 'gatewayOnly',
          subject: 'VirtualService shop/cart',
          args: { host: 'cart.shop.svc.cluster.local', gateways: 'Gateway shop/public' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a host of a Gateway, for sidecars alone': {
      given: outside,
      expect: [
        {
          messageId: 'meshOnly',
          subject: 'VirtualService shop/cart',
          args: { host: 'shop.example.com', gateways: 'Gateway shop/public' },
        },
      ],
    },
  },
});
