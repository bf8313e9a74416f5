import { routingUnknownRuleHost } from '../../../src/checks/routing/unknown-rule-host.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, namespace, service, serviceEntry } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function ruleFor(host: string) {
  return { destinationRules: [destinationRule({ spec: { host } })], services: [service()], mesh: mesh() };
}

describeCheck(routingUnknownRuleHost, {
  silent: {
    'a wildcard over a ServiceEntry': { ...ruleFor('*.payments.example.com'), serviceEntries: [serviceEntry()] },
    'a wildcard of the cluster, whatever services there are': {
      ...ruleFor('*.web.svc.cluster.local'),
      serviceEntries: [],
    },
    'an external wildcard when ServiceEntries were not captured': ruleFor('*.example.org'),
    'a service': ruleFor('cart'),
    'a wildcard': ruleFor('*.local'),
    'a ServiceEntry': { ...ruleFor('api.payments.example.com'), serviceEntries: [serviceEntry()] },
    'an external host when ServiceEntries were not captured': ruleFor('api.payments.example.com'),
  },
  open: {
    'a service of a namespace that was not gathered': {
      given: {
        ...ruleFor('till.web.svc.cluster.local'),
        mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }),
      },
      because: 'till.web.svc.cluster.local may exist',
    },
  },
  fires: {
    'an external wildcard over nothing': {
      given: { ...ruleFor('*.example.org'), serviceEntries: [serviceEntry()] },
      expect: [{ messageId: 'uncovered', subject: 'DestinationRule shop/cart', severity: 'warning', aliases: [] }],
    },
    'manifests without a service of the namespace': {
      given: { ...ruleFor('till.web.svc.cluster.local'), mesh: mesh({ isManifests: true }) },
      expect: [{ messageId: 'unknown', subject: 'DestinationRule shop/cart', severity: 'info', aliases: ['KIA0202'] }],
    },
    'no such service': {
      given: ruleFor('till'),
      expect: [
        {
          messageId: 'unknown',
          subject: 'DestinationRule shop/cart',
          args: { host: 'till.shop.svc.cluster.local' },
          severity: 'warning',
        },
      ],
    },
    'a namespace of which nothing was captured': {
      given: { ...ruleFor('till.web.svc.cluster.local'), namespaces: [namespace({ name: 'web' })] },
      expect: [{ messageId: 'unknown', subject: 'DestinationRule shop/cart', severity: 'info' }],
    },
    'a name that DNS would complete': {
      given: ruleFor('cart.shop'),
      expect: [
        {
          messageId: 'incomplete',
          subject: 'DestinationRule shop/cart',
          args: { meant: 'cart.shop.svc.cluster.local' },
        },
      ],
    },
  },
});
