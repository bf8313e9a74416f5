import { routingUnknownHost } from '../../../src/checks/routing/unknown-host.js';
import type { VirtualService } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, proxyConfig } from '../../helpers/facets/envoy.js';
import {
  labels,
  namespace,
  route,
  service,
  serviceEntry,
  serviceSpec,
  virtualService,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

type Destination = VirtualService['spec']['routes'][number]['destinations'][number];

function to(host: string, facts: Partial<Destination> = {}): Destination {
  return { field: 'spec.http[0].route[0].destination', host, ...facts };
}

function routing(...destinations: Destination[]) {
  return {
    virtualServices: [virtualService({ spec: { routes: [route({ destinations })] } })],
    services: [service()],
    mesh: mesh(),
  };
}

const manifests = mesh({ isManifests: true });
const tillElsewhere = [namespace({ name: 'web' })];

describeCheck(routingUnknownHost, {
  silent: {
    'a short name of its own namespace': routing(to('cart')),
    'a full name': routing(to('cart.shop.svc.cluster.local', { port: 80 })),
    'another cluster domain': {
      ...routing(to('cart.shop.svc.corp.internal')),
      mesh: mesh({ clusterDomain: 'corp.internal' }),
    },
    'a ServiceEntry': { ...routing(to('api.payments.example.com')), serviceEntries: [serviceEntry()] },
    'a ServiceEntry with a wildcard': {
      ...routing(to('eu.payments.example.com')),
      serviceEntries: [serviceEntry({ spec: { hosts: ['*.payments.example.com'] } })],
    },
    'an external host when ServiceEntries were not captured': routing(to('api.payments.example.com')),
    'a service of another cluster that proxies know': {
      ...routing(to('till')),
      proxyConfigs: [proxyConfig({ clusters: [cluster('outbound|80||till.shop.svc.cluster.local')] })],
    },
    'a service of another cluster that the control plane knows': {
      ...routing(to('till')),
      registryHosts: new Set(['till.shop.svc.cluster.local']),
    },
    'a service exported to this namespace': {
      ...routing(to('cart')),
      serviceSpecs: [serviceSpec({ annotations: labels({ 'networking.istio.io/exportTo': '., web' }) })],
    },
    'a namespace that nothing in the bundle knows': routing(to('till.web.svc.cluster.local')),
    'a route of a gateway only, whose namespace is another question': {
      ...routing(),
      virtualServices: [
        virtualService({
          namespace: 'web',
          spec: { gateways: ['web/public'], routes: [route({ destinations: [to('cart.shop.svc.cluster.local')] })] },
        }),
      ],
      serviceSpecs: [serviceSpec({ annotations: labels({ 'networking.istio.io/exportTo': '.' }) })],
    },
    'any port of an ExternalName service': {
      ...routing(to('cart', { port: 9999 })),
      services: [service({ type: 'ExternalName' })],
    },
  },
  open: {
    'manifests without a service of the namespace': {
      given: { ...routing(to('reviews.prod.svc.cluster.local')), mesh: manifests },
      because: 'reviews.prod.svc.cluster.local may exist',
    },
    'a service of a namespace that was not gathered': {
      given: {
        ...routing(to('reviews.prod.svc.cluster.local')),
        mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }),
      },
      because: 'reviews.prod.svc.cluster.local may exist',
    },
    'an external host where ServiceEntries of other namespaces were not gathered': {
      given: {
        ...routing(to('api.example.com')),
        serviceEntries: [serviceEntry()],
        mesh: mesh({ partial: new Map([['ServiceEntry', new Set()]]) }),
      },
      because: 'api.example.com may exist',
    },
  },
  fires: {
    'manifests with services of the namespace': {
      given: { ...routing(to('till')), mesh: manifests },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'error', aliases: ['KIA1101'] }],
    },
    'manifests with the service in another namespace': {
      given: { ...routing(to('till')), services: [service({ namespace: 'web', name: 'till' })], mesh: manifests },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'error' }],
    },
    'manifests with an external host that nothing declares': {
      given: { ...routing(to('api.example.com')), serviceEntries: [], mesh: manifests },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart' }],
    },
    'a cluster of another domain': {
      given: { ...routing(to('cart.shop.svc.cluster.local')), mesh: mesh({ clusterDomain: 'corp.internal' }) },
      expect: [
        {
          messageId: 'incomplete',
          subject: 'VirtualService shop/cart',
          args: { meant: 'cart.shop.svc.corp.internal' },
        },
      ],
    },
    'manifests with a route of a gateway to a service of another namespace, as istioctl sees it': {
      given: {
        ...routing(),
        mesh: manifests,
        virtualServices: [
          virtualService({
            namespace: 'web',
            spec: { gateways: ['web/public'], routes: [route({ destinations: [to('cart.shop.svc.cluster.local')] })] },
          }),
        ],
        serviceSpecs: [serviceSpec({ annotations: labels({ 'networking.istio.io/exportTo': '.' }) })],
      },
      expect: [{ messageId: 'notExported', subject: 'VirtualService web/cart', severity: 'error' }],
    },
    'a service of a namespace that was gathered, in a bundle without the others': {
      given: { ...routing(to('absent')), mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }) },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart' }],
    },
    'no such service, in two routes': {
      given: routing(to('till'), to('till.shop.svc.cluster.local'), to('cart')),
      expect: [
        {
          messageId: 'unknown',
          subject: 'VirtualService shop/cart',
          args: { host: 'till.shop.svc.cluster.local' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'a short name that exists in another namespace': {
      given: { ...routing(to('cart')), services: [service({ namespace: 'data' }), service({ name: 'till' })] },
      expect: [
        { messageId: 'unknown', subject: 'VirtualService shop/cart', args: { host: 'cart.shop.svc.cluster.local' } },
      ],
    },
    'an external host that nothing declares': {
      given: { ...routing(to('other.example.com')), serviceEntries: [serviceEntry()] },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', args: { host: 'other.example.com' } }],
    },
    'an idle destination': {
      given: routing(to('till', { weight: 0 }), to('cart', { weight: 100 })),
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'a mirror only': {
      given: {
        ...routing(),
        virtualServices: [
          virtualService({ spec: { routes: [route({ mirrors: [to('till', { field: 'spec.http[0].mirror' })] })] } }),
        ],
      },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'a namespace of which nothing was captured': {
      given: { ...routing(to('till.web.svc.cluster.local')), namespaces: tillElsewhere },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'a namespace that does not exist': {
      given: { ...routing(to('till.wbe.svc.cluster.local')), namespaces: tillElsewhere },
      expect: [{ messageId: 'unknown', subject: 'VirtualService shop/cart', severity: 'error' }],
    },
    'a name that DNS would complete': {
      given: routing(to('cart.shop')),
      expect: [
        {
          messageId: 'incomplete',
          subject: 'VirtualService shop/cart',
          args: { host: 'cart.shop', meant: 'cart.shop.svc.cluster.local' },
        },
      ],
    },
    'a name that ends in svc': {
      given: routing(to('cart.shop.svc')),
      expect: [
        {
          messageId: 'incomplete',
          subject: 'VirtualService shop/cart',
          args: { meant: 'cart.shop.svc.cluster.local' },
        },
      ],
    },
    'a service that stays in its own namespace': {
      given: {
        ...routing(to('db.data.svc.cluster.local')),
        services: [service({ namespace: 'data', name: 'db' })],
        serviceSpecs: [
          serviceSpec({ namespace: 'data', name: 'db', annotations: labels({ 'networking.istio.io/exportTo': '.' }) }),
        ],
      },
      expect: [{ messageId: 'notExported', subject: 'VirtualService shop/cart', severity: 'warning' }],
    },
    'a ServiceEntry that stays in its own namespace': {
      given: {
        ...routing(to('api.payments.example.com')),
        serviceEntries: [serviceEntry({ namespace: 'data', spec: { exportTo: ['.'] } })],
      },
      expect: [{ messageId: 'notExported', subject: 'VirtualService shop/cart' }],
    },
    'a port that the service does not have': {
      given: routing(to('cart', { port: 8080 })),
      expect: [
        {
          messageId: 'unknownPort',
          subject: 'VirtualService shop/cart',
          args: { port: '8080', ports: '80' },
          severity: 'error',
        },
      ],
    },
  },
});
