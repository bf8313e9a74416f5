import { routingConflictingHosts } from '../../../src/checks/routing/conflicting-hosts.js';
import { describeCheck } from '../../helpers/check.js';
import { route, sidecar, virtualService } from '../../helpers/facets/kubernetes.js';
import { pathMatch } from '../../helpers/facets/matches.js';
import { mesh } from '../../helpers/facets/mesh.js';

const target = { field: 'spec.http[0].route[0].destination', host: 'cart' };
const byPath = route({ destinations: [target], matches: [pathMatch('/api')] });
const forAll = route({ destinations: [target] });

function hosts(
  ...list: { namespace?: string; hosts: string[]; exportTo?: string[]; gateways?: string[]; all?: true }[]
) {
  return {
    virtualServices: list.map(({ namespace = 'shop', hosts, exportTo = [], gateways = ['mesh'], all }, index) =>
      virtualService({
        namespace,
        name: `vs-${index}`,
        spec: { hosts, exportTo, gateways, routes: [all ? forAll : byPath] },
      }),
    ),
    mesh: mesh(),
  };
}

const first = { subject: 'VirtualService shop/vs-0' };
const second = { subject: 'VirtualService shop/vs-1' };

describeCheck(routingConflictingHosts, {
  silent: {
    'different hosts': hosts({ hosts: ['cart'] }, { hosts: ['till'] }),
    'the same short name in two namespaces': hosts({ hosts: ['cart'] }, { namespace: 'web', hosts: ['cart'] }),
    'exported to different namespaces': hosts(
      { hosts: ['a.example.com'], exportTo: ['.'] },
      { namespace: 'web', hosts: ['a.example.com'], exportTo: ['web'] },
    ),
    'one host twice in one VirtualService': hosts({ hosts: ['cart', 'cart.shop.svc.cluster.local'] }),
    'different gateways': hosts(
      { hosts: ['a.example.com'], gateways: ['public'] },
      { hosts: ['a.example.com'], gateways: ['internal'] },
    ),
    'delegates, which have no hosts': hosts({ hosts: [] }, { hosts: [] }),
    'a wildcard beside a more specific host': hosts({ hosts: ['*.example.com'] }, { hosts: ['a.example.com'] }),
    'hosts that the Sidecar of the only namespace does not import': {
      ...hosts(
        { hosts: ['a.web.svc.cluster.local'], exportTo: ['.'] },
        { hosts: ['a.web.svc.cluster.local'], exportTo: ['.'] },
      ),
      sidecars: [sidecar({ spec: { egressHosts: ['./*', 'istio-system/*'] } })],
    },
  },
  fires: {
    'sidecars see both': {
      given: hosts({ hosts: ['cart'] }, { hosts: ['cart.shop.svc.cluster.local'] }),
      expect: [
        {
          messageId: 'mesh',
          ...first,
          severity: 'error',
          aliases: ['IST0109', 'KIA1106'],
          args: { others: 'shop/vs-1' },
        },
        { messageId: 'mesh', ...second },
      ],
    },
    'a host for one namespace below a wildcard for all': {
      given: hosts({ hosts: ['a.example.com'], exportTo: ['.'] }, { hosts: ['*.example.com'] }),
      expect: [
        { messageId: 'mesh', ...first, aliases: ['IST0109'] },
        { messageId: 'mesh', ...second, aliases: ['IST0109'] },
      ],
    },
    'one gateway, split by path': {
      given: hosts(
        { hosts: ['a.example.com'], gateways: ['public'] },
        { hosts: ['a.example.com'], gateways: ['shop/public'] },
      ),
      expect: [
        { messageId: 'gateway', ...first, severity: 'info', aliases: ['KIA1106'] },
        { messageId: 'gateway', ...second, severity: 'info' },
      ],
    },
    'one gateway, and a rule for everything': {
      given: hosts(
        { hosts: ['a.example.com'], gateways: ['public'], all: true },
        { hosts: ['a.example.com'], gateways: ['public'] },
      ),
      expect: [
        { messageId: 'swallowed', ...first, severity: 'warning' },
        { messageId: 'swallowed', ...second, severity: 'warning' },
      ],
    },
  },
});
