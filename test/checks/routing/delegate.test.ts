import { routingDelegate } from '../../../src/checks/routing/delegate.js';
import type { VirtualService } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { pathMatch } from '../../helpers/facets/matches.js';
import { mesh } from '../../helpers/facets/mesh.js';

const root = virtualService({
  spec: {
    routes: [route({ destinations: [], delegate: { name: 'part', namespace: 'web' }, matches: [pathMatch('/api')] })],
  },
});

function part(spec: Partial<VirtualService['spec']>) {
  return {
    virtualServices: [root, virtualService({ namespace: 'web', name: 'part', spec: { hosts: [], ...spec } })],
    mesh: mesh(),
  };
}

const about = { subject: 'VirtualService shop/cart', args: { route: 'http[0]', delegate: 'web/part' } };

describeCheck(routingDelegate, {
  silent: {
    'a delegate that can take the route': part({ routes: [route({ matches: [pathMatch('/api/v1')] })] }),
    'rules without matches': part({}),
    'exported to the root': part({ exportTo: ['shop'] }),
  },
  open: {
    'VirtualServices of the namespace were not gathered': {
      given: { virtualServices: [root], mesh: mesh({ partial: new Map([['VirtualService', new Set(['shop'])]]) }) },
      because: 'web/part may exist',
    },
  },
  fires: {
    'no such VirtualService': {
      given: { virtualServices: [root], mesh: mesh() },
      expect: [{ messageId: 'missing', ...about, severity: 'error', evidence: 1 }],
    },
    'it has hosts': { given: part({ hosts: ['cart'] }), expect: [{ messageId: 'hasHosts', ...about }] },
    'it stays in its namespace': { given: part({ exportTo: ['.'] }), expect: [{ messageId: 'notExported', ...about }] },
    'it delegates again': {
      given: part({ routes: [route({ destinations: [], delegate: { name: 'absent', namespace: 'web' } })] }),
      expect: [
        { messageId: 'nested', ...about },
        { messageId: 'missing', subject: 'VirtualService web/part' },
      ],
    },
    'its rules lie elsewhere': {
      given: part({ routes: [route({ matches: [pathMatch('/web')] })] }),
      expect: [{ messageId: 'contradiction', subject: 'VirtualService shop/cart', args: { prefix: '/api' } }],
    },
  },
});
