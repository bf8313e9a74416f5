import { routingRedirectLoop } from '../../../src/checks/routing/redirect-loop.js';
import type { RouteMatch, VirtualService } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { pathMatch, routeMatch } from '../../helpers/facets/matches.js';

type Route = VirtualService['spec']['routes'][number];

function redirecting(redirect: Route['redirect'], ...matches: RouteMatch[]) {
  const facts = { destinations: [], ...(redirect && { redirect }), ...(matches.length > 0 && { matches }) };
  return { virtualServices: [virtualService({ spec: { hosts: ['a.example.com'], routes: [route(facts)] } })] };
}

const exactOld = routeMatch({ uri: { kind: 'exact', value: '/old' }, text: '{"uri":{"exact":"/old"}}' });

describeCheck(routingRedirectLoop, {
  silent: {
    'another path': redirecting({ uri: '/new' }, exactOld),
    'another host': redirecting({ authority: 'b.example.com' }),
    'to HTTPS': redirecting({ scheme: 'https' }),
    'to another port': redirecting({ port: 8443 }),
    'a match on more than the path': redirecting({ uri: '/old/1' }, pathMatch('/old', { text: '{"headers":…}' })),
  },
  fires: {
    'a path below the prefix of the rule': {
      given: redirecting({ uri: '/old/1' }, pathMatch('/old')),
      expect: [
        {
          messageId: 'loop',
          subject: 'VirtualService shop/cart',
          args: { route: 'http[0]', target: '/old/1' },
          severity: 'error',
        },
      ],
    },
    'every request to its own host': {
      given: redirecting({ authority: 'a.example.com' }),
      expect: [{ messageId: 'loop', subject: 'VirtualService shop/cart', args: { target: 'a.example.com' } }],
    },
  },
});
