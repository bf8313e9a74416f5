import { routingClaimWithoutAuthentication } from '../../../src/checks/routing/claim-without-authentication.js';
import type { RequestAuthentication } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { istioGateway, labels, meshConfig, podSpec, route, virtualService } from '../../helpers/facets/kubernetes.js';
import { routeMatch } from '../../helpers/facets/matches.js';
import { mesh } from '../../helpers/facets/mesh.js';

const claim = new Map([['@request.auth.claims.group', { kind: 'exact' as const, value: 'admin' }]]);
const gatewayPod = podSpec({ namespace: 'infra', name: 'gateway-1', labels: labels({ istio: 'ingressgateway' }) });

function authentication(namespace: string, selector: Record<string, string> = {}): RequestAuthentication {
  return {
    kind: 'RequestAuthentication',
    group: 'security.istio.io',
    namespace,
    name: 'jwt',
    labels: labels(),
    annotations: labels(),
    spec: { selector: labels(selector), targets: [], rules: [] },
    source: { path: 'cluster/requestauthentications.yaml' },
  };
}

function given(...requestAuthentications: RequestAuthentication[]) {
  const matches = [routeMatch({ headers: claim })];
  return {
    virtualServices: [virtualService({ spec: { gateways: ['public', 'mesh'], routes: [route({ matches })] } })],
    istioGateways: [istioGateway()],
    podSpecs: [gatewayPod],
    requestAuthentications,
    mesh: mesh(),
  };
}

describeCheck(routingClaimWithoutAuthentication, {
  silent: {
    'one of the namespace of the pods': given(authentication('infra')),
    'one that selects the pods': given(authentication('infra', { istio: 'ingressgateway' })),
    'one of the root namespace': given(authentication('istio-system')),
    'one of another root namespace': {
      ...given(authentication('mesh-root')),
      meshConfig: meshConfig({ rootNamespace: 'mesh-root' }),
    },
    'no claims': { ...given(), virtualServices: [virtualService({ spec: { gateways: ['public'] } })] },
    'no pods of the gateway (gateways/selector)': { ...given(), podSpecs: [] },
  },
  fires: {
    none: {
      given: given(),
      expect: [
        {
          messageId: 'unknownClaim',
          subject: 'VirtualService shop/cart',
          args: { header: '@request.auth.claims.group', gateway: 'shop/public' },
          severity: 'error',
        },
      ],
    },
    'one that selects other pods': {
      given: given(authentication('infra', { app: 'till' }), authentication('shop')),
      expect: [{ messageId: 'unknownClaim', subject: 'VirtualService shop/cart' }],
    },
  },
});
