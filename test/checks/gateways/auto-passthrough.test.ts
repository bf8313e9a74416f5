import { gatewaysAutoPassthrough } from '../../../src/checks/gateways/auto-passthrough.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, labels, podSpec, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const eastWest = { istio: 'eastwestgateway' };

function gateway(mode: string, selector: Record<string, string> = eastWest) {
  const server = gatewayServer({ port: 15443, protocol: 'TLS', tls: { mode, credentialNames: [] } });
  return istioGateway({ spec: { selector: labels(selector), servers: [server] } });
}

function service(own: Record<string, string> = {}) {
  return serviceSpec({
    namespace: 'istio-system',
    name: 'eastwest',
    selector: labels(eastWest),
    labels: labels({ 'topology.istio.io/network': 'network1', ...own }),
  });
}

const podSpecs = [podSpec({ namespace: 'istio-system', workload: 'eastwest', labels: labels(eastWest) })];
const given = { podSpecs, serviceSpecs: [service()], istioGateways: [] };
const subject = 'Service istio-system/eastwest';

describeCheck(gatewaysAutoPassthrough, {
  silent: {
    'a Gateway passes through': { ...given, istioGateways: [gateway('AUTO_PASSTHROUGH')] },
    'a Gateway for all gateways passes through': { ...given, istioGateways: [gateway('AUTO_PASSTHROUGH', {})] },
    'a service that is no gateway of a network': { ...given, serviceSpecs: [serviceSpec()] },
    'a gateway of the Gateway API': {
      ...given,
      serviceSpecs: [service({ 'gateway.networking.k8s.io/gateway-name': 'eastwest' })],
    },
    'a service without pods': { ...given, podSpecs: [] },
  },
  open: {
    'Gateways of some namespaces only': {
      given: { ...given, mesh: mesh({ partial: new Map([['Gateway.networking.istio.io', new Set(['shop'])]]) }) },
      because: 'AUTO_PASSTHROUGH',
    },
  },
  fires: {
    'no Gateway at all': {
      given,
      expect: [{ messageId: 'missing', subject, args: { network: 'network1' }, severity: 'error', evidence: 1 }],
    },
    'a Gateway of another mode': {
      given: { ...given, istioGateways: [gateway('PASSTHROUGH')] },
      expect: [{ messageId: 'missing', subject, evidence: 2 }],
    },
    'for other pods': {
      given: { ...given, istioGateways: [gateway('AUTO_PASSTHROUGH', { istio: 'ingressgateway' })] },
      expect: [{ messageId: 'missing', subject }],
    },
  },
});
