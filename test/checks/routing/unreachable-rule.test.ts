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

const regex = routeMatch({ uri: { kind: 'regex', value: '/api/.*' }, text: '{"uri":{"regex":"/api/.*"}}' });
const exact = routeMatch({ uri: { kind: 'exact', value: '/api/v1' }, text: '{"uri":{"exact":"/api/v1"}}' });
const byGet = pathMatch('/api', { method: { kind: 'exact', value: 'GET' }, text: '{"method":…}' });

describeCheck(routingUnreachableRule, {
  silent: {
    'the rule without match is the last': rules([pathMatch('/api')], []),
    'the broader prefix is the last': rules([pathMatch('/api/v1')], [pathMatch('/api')]),
    'a regular expression behind a prefix': rules([pathMatch('/api')], [regex]),
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
      given: rules([pathMatch('/api')], [regex], [regex, pathMatch('/api')]),
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
    'a condition that the earlier rule does not have': {
      given: rules([pathMatch('/')], [byGet]),
      expect: [{ messageId: 'covered', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
  },
});
