import { routingImpossibleMatch } from '../../../src/checks/routing/impossible-match.js';
import type { RouteMatch } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { routeMatch } from '../../helpers/facets/matches.js';

function matching(match: Partial<RouteMatch>) {
  const routes = [route({ matches: [routeMatch({ field: 'spec.http[0].match[0]', ...match })] })];
  return { virtualServices: [virtualService({ spec: { routes } })] };
}

const subject = 'VirtualService shop/cart';

describeCheck(routingImpossibleMatch, {
  silent: {
    'methods in capitals': matching({ method: { kind: 'exact', value: 'GET' } }),
    'methods of people': matching({ method: { kind: 'exact', value: 'frobnicate' } }),
    'a scheme in small letters': matching({ scheme: { kind: 'exact', value: 'https' } }),
    'paths from their slash on': matching({ uri: { kind: 'prefix', value: '/api' } }),
    'the path of OPTIONS *': matching({ uri: { kind: 'exact', value: '*' } }),
    'a regular expression': matching({ uri: { kind: 'regex', value: 'api?x' } }),
    'header names in capitals': matching({ headers: new Map([['X-User', { kind: 'exact', value: 'a' }]]) }),
  },
  fires: {
    'a method in small letters': {
      given: matching({ method: { kind: 'exact', value: 'get' } }),
      expect: [
        { messageId: 'method', subject, args: { value: 'get', match: 'http[0].match[0]' }, severity: 'warning' },
      ],
    },
    'a scheme in capitals': {
      given: matching({ scheme: { kind: 'exact', value: 'HTTPS' } }),
      expect: [{ messageId: 'scheme', subject }],
    },
    'a path without its slash': {
      given: matching({ uri: { kind: 'prefix', value: 'api/' } }),
      expect: [{ messageId: 'path', subject, args: { value: 'api/' } }],
    },
    'a path with a query': {
      given: matching({ uri: { kind: 'exact', value: '/cart?id=1' } }),
      expect: [{ messageId: 'query', subject }],
    },
  },
});
