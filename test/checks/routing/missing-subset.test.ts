import { routingMissingSubset } from '../../../src/checks/routing/missing-subset.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig, routeConfiguration } from '../../helpers/facets/envoy.js';
import { destinationRule, namespace, route, service, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const v4 = 'outbound|80|v4|cart.shop.svc.cluster.local';

function routing(host: string, ...subsets: string[]) {
  const destinations = subsets.map((subset, index) => ({
    field: `spec.http[0].route[${index}].destination`,
    host,
    subset,
  }));
  return {
    virtualServices: [virtualService({ spec: { routes: [route({ destinations })] } })],
    destinationRules: [destinationRule()],
    mesh: mesh(),
  };
}

describeCheck(routingMissingSubset, {
  silent: {
    'a subset that is defined': routing('cart', 'v1'),
    'by the full name of the host': routing('cart.shop.svc.cluster.local', 'v1'),
    'no subset': { ...routing('cart'), virtualServices: [virtualService()] },
    'a rule of another namespace': {
      ...routing('cart', 'v1'),
      destinationRules: [destinationRule({ namespace: 'web', spec: { host: 'cart.shop.svc.cluster.local' } })],
    },
    'a rule with a wildcard': {
      ...routing('cart', 'v1'),
      destinationRules: [destinationRule({ spec: { host: '*.shop.svc.cluster.local' } })],
    },
    'a host that does not exist (routing/unknown-host)': { ...routing('till', 'v4'), services: [service()] },
    'a proxy has the cluster': { ...routing('cart', 'v4'), proxyConfigs: [proxyConfig({ clusters: [cluster(v4)] })] },
  },
  open: {
    'DestinationRules of other namespaces were not gathered': {
      given: { ...routing('cart', 'v4'), mesh: mesh({ partial: new Map([['DestinationRule', new Set(['shop'])]]) }) },
      because: 'subset "v4" of cart.shop.svc.cluster.local may exist',
    },
  },
  fires: {
    'a rule that stays in another namespace': {
      given: {
        ...routing('cart', 'v1'),
        destinationRules: [
          destinationRule({ namespace: 'web', spec: { host: 'cart.shop.svc.cluster.local', exportTo: ['.'] } }),
        ],
      },
      expect: [
        {
          messageId: 'notExported',
          subject: 'VirtualService shop/cart',
          args: { rule: 'web/cart' },
          severity: 'warning',
          aliases: ['KIA1107'],
        },
      ],
    },
    'a host that Kiali completes and Istio does not': {
      given: { ...routing('cart.shop', 'v1'), namespaces: [namespace({ name: 'shop' })] },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart', aliases: ['IST0101'] }],
    },
    'a subset that the rule does not define, in two routes': {
      given: { ...routing('cart', 'v4', 'v1', 'v4'), services: [service()] },
      expect: [
        {
          messageId: 'missing',
          subject: 'VirtualService shop/cart',
          args: { host: 'cart.shop.svc.cluster.local', subset: 'v4' },
          severity: 'error',
          aliases: ['IST0101', 'KIA1107'],
          evidence: 2,
        },
      ],
    },
    'no rule for the host': {
      given: { ...routing('cart', 'v1'), destinationRules: [] },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart', args: { subset: 'v1' } }],
    },
    'the same name in the namespace of the rule is another host': {
      given: { ...routing('cart', 'v1'), destinationRules: [destinationRule({ namespace: 'web' })] },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart' }],
    },
    'a mirror only': {
      given: {
        ...routing('cart'),
        virtualServices: [
          virtualService({
            spec: { routes: [route({ mirrors: [{ field: 'spec.http[0].mirror', host: 'cart', subset: 'v4' }] })] },
          }),
        ],
      },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'proxies have the route': {
      given: { ...routing('cart', 'v4'), proxyConfigs: [proxyConfig({ routes: [routeConfiguration('80', [v4])] })] },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart', severity: 'error' }],
    },
    'no captured proxy has the route': {
      given: { ...routing('cart', 'v4'), proxyConfigs: [proxyConfig()] },
      expect: [{ messageId: 'missing', subject: 'VirtualService shop/cart', severity: 'info' }],
    },
  },
});
