import { gatewaysRouteBackend } from '../../../src/checks/gateways/route-backend.js';
import type { KubernetesRoute, ReferenceGrant } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { kubernetesRoute, labels, service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const services = [service(), service({ namespace: 'stock', name: 'store' })];

function to(backend: Partial<KubernetesRoute['spec']['backends'][number]>) {
  const backends = [
    { field: 'spec.rules[0].backendRefs[0]', kind: 'Service', namespace: 'shop', name: 'cart', ...backend },
  ];
  return { kubernetesRoutes: [kubernetesRoute({ spec: { backends, parentConditions: [] } })], services };
}

function grant(from = 'shop', name?: string): ReferenceGrant {
  return {
    kind: 'ReferenceGrant',
    group: 'gateway.networking.k8s.io',
    namespace: 'stock',
    name: 'routes',
    labels: labels(),
    annotations: labels(),
    spec: {
      from: [{ field: 'spec.from[0]', group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: from }],
      to: [{ group: '', kind: 'Service', ...(name !== undefined && { name }) }],
    },
    source: { path: 'grants.yaml', line: 1 },
  };
}

const foreign = to({ namespace: 'stock', name: 'store' });
const subject = 'HTTPRoute shop/cart';
const unresolved = [{ type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound' }];

describeCheck(gatewaysRouteBackend, {
  silent: {
    'a service of the namespace': to({ port: 80 }),
    'a host of a ServiceEntry': to({ group: 'networking.istio.io', kind: 'Hostname', name: 'api.example.com' }),
    'a grant': { ...foreign, referenceGrants: [grant()] },
    'a grant for the service by name': { ...foreign, referenceGrants: [grant('shop', 'store')] },
    'grants were not captured': foreign,
    'the status of the route tells (gateways/unattached-route)': {
      ...to({}),
      kubernetesRoutes: [
        kubernetesRoute({ spec: { parentConditions: [{ parent: 'shop/public', conditions: unresolved }] } }),
      ],
      services: [],
    },
  },
  open: {
    'a service of a namespace that was not gathered': {
      given: { ...to({ name: 'absent' }), mesh: mesh({ partial: new Map([['Service', new Set(['stock'])]]) }) },
      because: 'shop/absent may exist',
    },
  },
  fires: {
    'no such service': {
      given: to({ name: 'absent' }),
      expect: [{ messageId: 'missing', subject, args: { backend: 'absent' }, severity: 'error' }],
    },
    'a host in place of a name': {
      given: to({ name: 'cart.shop.svc.cluster.local' }),
      expect: [{ messageId: 'dotted', subject }],
    },
    'another namespace without a grant': {
      given: { ...foreign, referenceGrants: [] },
      expect: [{ messageId: 'notGranted', subject, args: { backendNamespace: 'stock', backend: 'store' } }],
    },
    'a grant for another namespace, and one for another service': {
      given: { ...foreign, referenceGrants: [grant('web'), grant('shop', 'other')] },
      expect: [{ messageId: 'notGranted', subject }],
    },
    'a port that the service does not have': {
      given: to({ port: 8080 }),
      expect: [{ messageId: 'noPort', subject, args: { port: 8080, ports: '80' } }],
    },
    'a service as parent': {
      given: {
        kubernetesRoutes: [
          kubernetesRoute({
            spec: { parents: [{ kind: 'Service', namespace: 'shop', name: 'absent' }], backends: [] },
          }),
        ],
        services,
      },
      expect: [{ messageId: 'missing', subject, args: { backend: 'absent' } }],
    },
  },
});
