import { gatewaysUnattachedRoute } from '../../../src/checks/gateways/unattached-route.js';
import type { Condition, KubernetesRoute } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { kubernetesGateway, kubernetesRoute, labels, namespace } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const kubernetesGateways = [kubernetesGateway()];

function attachedTo(parent: Partial<KubernetesRoute['spec']['parents'][number]>, ...conditions: Condition[]) {
  const parents = [{ kind: 'Gateway', namespace: 'shop', name: 'public', ...parent }];
  const parentConditions = [{ parent: 'shop/public', conditions }];
  return { kubernetesRoutes: [kubernetesRoute({ spec: { parents, parentConditions } })], kubernetesGateways };
}

function admitting(name: string) {
  const selector = { matchLabels: labels({ 'kubernetes.io/metadata.name': name }), matchExpressions: [] };
  const allowedRoutes = { from: 'Selector', selector };
  const listeners = [{ field: 'spec.listeners[0]', name: 'http', port: 80, protocol: 'HTTP', allowedRoutes }];
  return kubernetesGateway({ namespace: 'infra', name: 'shared', spec: { listeners } });
}

const refused = {
  type: 'Accepted',
  status: 'False',
  reason: 'NotAllowedByListeners',
  message: 'namespace not allowed',
};

describeCheck(gatewaysUnattachedRoute, {
  silent: {
    'a Gateway that admits namespaces with these labels': {
      ...attachedTo({ namespace: 'infra', name: 'shared' }),
      kubernetesGateways: [admitting('shop')],
      namespaces: [namespace()],
    },
    'attached and accepted': { kubernetesRoutes: [kubernetesRoute()], kubernetesGateways },
    'a listener by name': attachedTo({ sectionName: 'http' }),
    'a listener by port': attachedTo({ port: 80 }),
    'a service as parent': attachedTo({ kind: 'Service', name: 'cart' }),
    'not reported on yet': attachedTo({}),
    'Gateways were not captured': { kubernetesRoutes: [kubernetesRoute()] },
  },
  open: {
    'a Gateway that admits namespaces by labels, which are not known': {
      given: { ...attachedTo({ namespace: 'infra', name: 'shared' }), kubernetesGateways: [admitting('shop')] },
      because: 'labels of namespace shop',
    },
    'a Gateway of a namespace that was not gathered': {
      given: {
        ...attachedTo({ namespace: 'infra', name: 'shared' }),
        mesh: mesh({ partial: new Map([['Gateway.gateway.networking.k8s.io', new Set(['shop'])]]) }),
      },
      because: 'infra/shared may exist',
    },
  },
  fires: {
    'a Gateway of another namespace that admits its own only': {
      given: {
        ...attachedTo({ namespace: 'infra', name: 'shared' }),
        kubernetesGateways: [kubernetesGateway({ namespace: 'infra', name: 'shared' })],
      },
      expect: [{ messageId: 'notAdmitted', subject: 'HTTPRoute shop/cart', args: { parent: 'infra/shared' } }],
    },
    'a Gateway that admits namespaces with other labels': {
      given: {
        ...attachedTo({ namespace: 'infra', name: 'shared' }),
        kubernetesGateways: [admitting('public')],
        namespaces: [namespace()],
      },
      expect: [{ messageId: 'notAdmitted', subject: 'HTTPRoute shop/cart' }],
    },
    'no such Gateway, which the controller says as well': {
      given: attachedTo({ name: 'absent' }, refused),
      expect: [
        {
          messageId: 'missingGateway',
          subject: 'HTTPRoute shop/cart',
          args: { parent: 'shop/absent', resource: 'httproute' },
          severity: 'error',
        },
      ],
    },
    'no listener of that name': {
      given: attachedTo({ sectionName: 'https' }),
      expect: [{ messageId: 'missingListener', subject: 'HTTPRoute shop/cart', args: { listener: 'https' } }],
    },
    'no listener on that port': {
      given: attachedTo({ sectionName: 'http', port: 443 }),
      expect: [{ messageId: 'missingListener', subject: 'HTTPRoute shop/cart', args: { listener: 'http, port 443' } }],
    },
    'not accepted': {
      given: attachedTo({}, refused),
      expect: [
        {
          messageId: 'notAccepted',
          subject: 'HTTPRoute shop/cart',
          args: { parent: 'shop/public', reason: 'NotAllowedByListeners: namespace not allowed' },
        },
      ],
    },
    'not accepted, and Gateways were not captured': {
      given: { kubernetesRoutes: attachedTo({}, refused).kubernetesRoutes },
      expect: [{ messageId: 'notAccepted', subject: 'HTTPRoute shop/cart' }],
    },
    'a backend that does not exist': {
      given: attachedTo({}, { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound' }),
      expect: [{ messageId: 'unresolved', subject: 'HTTPRoute shop/cart', args: { reason: 'BackendNotFound' } }],
    },
  },
});
