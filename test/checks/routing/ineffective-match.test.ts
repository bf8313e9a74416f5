import { routingIneffectiveMatch } from '../../../src/checks/routing/ineffective-match.js';
import type { RouteMatch } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { pathMatch, routeMatch } from '../../helpers/facets/matches.js';

function matching(...matches: RouteMatch[]) {
  const numbered = matches.map((match, index) => ({ ...match, field: `spec.http[0].match[${index}]` }));
  return { virtualServices: [virtualService({ spec: { routes: [route({ matches: numbered })] } })] };
}

const exactRoot = routeMatch({ uri: { kind: 'exact', value: '/' }, text: '{"uri":{"exact":"/"}}' });
const byPost = { method: { kind: 'exact' as const, value: 'POST' }, text: '{"method":{"exact":"POST"}}' };

describeCheck(routingIneffectiveMatch, {
  silent: {
    'different paths': matching(pathMatch('/api'), pathMatch('/web')),
    'the longer prefix first': matching(pathMatch('/api/v1'), pathMatch('/api')),
    'an exact path': matching(pathMatch('/'), exactRoot),
    'another method': matching(pathMatch('/api'), pathMatch('/api/v1', byPost)),
    'another port': matching(pathMatch('/api'), pathMatch('/api/v1', { port: 8080 })),
    'a header more': matching(
      pathMatch('/api'),
      pathMatch('/api/v1', { headers: new Map([['user', { kind: 'exact', value: 'ann' }]]) }),
    ),
  },
  fires: {
    'the same match under another name': {
      given: matching(pathMatch('/api', { name: 'a' }), pathMatch('/api', { name: 'b' })),
      expect: [
        {
          messageId: 'duplicate',
          subject: 'VirtualService shop/cart',
          args: { match: 'http[0].match[1]', earlier: 'http[0].match[0]' },
          severity: 'info',
        },
      ],
    },
    'a longer prefix': {
      given: matching(pathMatch('/api'), pathMatch('/api/v1')),
      expect: [
        {
          messageId: 'overlap',
          subject: 'VirtualService shop/cart',
          args: { prefix: '/api/v1', broader: '/api' },
          evidence: 2,
        },
      ],
    },
    'an earlier match with an authority, as istioctl sees it': {
      given: matching(
        pathMatch('/api', { authority: { kind: 'exact', value: 'a.example.com' } }),
        pathMatch('/api/v1'),
      ),
      expect: [{ messageId: 'overlap', subject: 'VirtualService shop/cart' }],
    },
  },
});
