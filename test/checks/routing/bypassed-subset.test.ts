import { routingBypassedSubset } from '../../../src/checks/routing/bypassed-subset.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';

function to(subset?: string) {
  return [
    route({
      destinations: [
        { field: 'spec.http[0].route[0].destination', host: 'cart', ...(subset !== undefined && { subset }) },
      ],
    }),
  ];
}

const forMesh = virtualService({ name: 'mesh', spec: { hosts: ['cart'], routes: to('v1') } });

function entering(gateways: string[], subset?: string) {
  return virtualService({ name: 'entry', spec: { hosts: ['shop.example.com'], gateways, routes: to(subset) } });
}

describeCheck(routingBypassedSubset, {
  silent: {
    'the gateway routes to the subset': { virtualServices: [forMesh, entering(['public'], 'v1')] },
    'nothing routes to a subset': { virtualServices: [entering(['public'])] },
    'sidecars only': { virtualServices: [forMesh, entering(['mesh'])] },
    'the VirtualService with the subsets is on the gateway too': {
      virtualServices: [{ ...forMesh, spec: { ...forMesh.spec, gateways: ['mesh', 'public'] } }, entering(['public'])],
    },
    'the host is none of those that the subsets are for': {
      virtualServices: [{ ...forMesh, spec: { ...forMesh.spec, hosts: ['till'] } }, entering(['public'])],
    },
  },
  fires: {
    'a gateway routes past the subsets of the mesh': {
      given: { virtualServices: [forMesh, entering(['public'])] },
      expect: [
        {
          messageId: 'bypassed',
          subject: 'VirtualService shop/entry',
          args: { host: 'cart', other: 'VirtualService shop/mesh', gateways: 'shop/public' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
  },
});
