import { routingUnreachableRule } from '../../../src/checks/routing/unreachable-rule.js';
import type { RouteMatch } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { route, virtualService } from '../../helpers/facets/kubernetes.js';
import { pathMatch, routeMatch } from '../../helpers/facets/matches.js';

/** Rules in order; each is a list of matches, none of which means every request. */
function rules(...list: RouteMatch[][]) {
  return {
    virtualServices: [
      virtualService({
        spec: {
          routes: list.map((matches, index) =>
            route({ field: `spec.http[${index}]`, ...(matches.length > 0 && { matches }) }),
          ),
        },
      }),
    ],
  };
}

function pattern(value: string): RouteMatch {
  return routeMatch({ uri: { kind: 'regex', value }, text: JSON.stringify({ uri: { regex: value } }) });
}

function byUser(name: string): RouteMatch {
  return routeMatch({ headers: new Map([[name, { kind: 'exact', value: 'a' }]]), text: name });
}

const regex = pattern('/api/.*');
const exact = routeMatch({ uri: { kind: 'exact', value: '/api/v1' }, text: '{"uri":{"exact":"/api/v1"}}' });
const byGet = pathMatch('/api', { method: { kind: 'exact', value: 'GET' }, text: '{"method":…}' });

describeCheck(routingUnreachableRule, {
  silent: {
    'the rule without match is the last': rules([pathMatch('/api')], []),
    'the broader prefix is the last': rules([pathMatch('/api/v1')], [pathMatch('/api')]),
    'a regular expression of which a part is left': rules([pathMatch('/api/v1')], [regex]),
    'a regular expression that asks for more than a beginning': rules([pattern('/api/[0-9]+')], [exact]),
    'a choice of paths': rules([pathMatch('/api')], [pattern('/api/.*|/web')]),
    'a letter that may be left out': rules([pathMatch('/api')], [pattern('/api?')]),
    'the earlier rule asks for a method': rules([byGet], [pathMatch('/api/v1')]),
    'one of two matches is left': rules([pathMatch('/api')], [pathMatch('/api/v1'), pathMatch('/web')]),
    'http beside tcp': {
      virtualServices: [
        virtualService({ spec: { routes: [route(), route({ protocol: 'tcp', field: 'spec.tcp[0]' })] } }),
      ],
    },
  },
  fires: {
    'behind a rule without match, with a match and without': {
      given: rules([], [pathMatch('/api')], []),
      expect: [
        {
          messageId: 'afterCatchAll',
          subject: 'VirtualService shop/cart',
          args: { rule: 'http[1]' },
          aliases: ['IST0130'],
          evidence: 2,
        },
        { messageId: 'afterCatchAll', subject: 'VirtualService shop/cart', args: { rule: 'http[2]' } },
      ],
    },
    'the matches of earlier rules': {
      given: rules([pathMatch('/api/v1')], [regex], [regex, pathMatch('/api/v1')]),
      expect: [
        {
          messageId: 'duplicate',
          subject: 'VirtualService shop/cart',
          args: { rule: 'http[2]' },
          aliases: ['IST0130'],
        },
      ],
    },
    'an exact path below an earlier prefix, which istioctl does not see': {
      given: rules([pathMatch('/api')], [exact]),
      expect: [
        { messageId: 'covered', subject: 'VirtualService shop/cart', args: { earlier: 'spec.http[0]' }, aliases: [] },
      ],
    },
    'a regular expression below an earlier prefix': {
      given: rules([pathMatch('/api')], [regex]),
      expect: [{ messageId: 'covered', subject: 'VirtualService shop/cart', aliases: [] }],
    },
    'an earlier regular expression for all below a path': {
      given: rules([regex], [exact], [pathMatch('/api/v2')]),
      expect: [
        { messageId: 'covered', subject: 'VirtualService shop/cart', args: { rule: 'http[1]' } },
        { messageId: 'covered', subject: 'VirtualService shop/cart', args: { rule: 'http[2]' } },
      ],
    },
    'an earlier header that is written in capitals': {
      given: rules([byUser('X-User')], [byUser('x-user')]),
      expect: [{ messageId: 'covered', subject: 'VirtualService shop/cart' }],
    },
    'a condition that the earlier rule does not have': {
      given: rules([pathMatch('/')], [byGet]),
      expect: [{ messageId: 'covered', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
  },
});
