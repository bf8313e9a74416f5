import { gatewaysPort } from '../../../src/checks/gateways/port.js';
import { describeCheck } from '../../helpers/check.js';
import {
  container,
  gatewayServer,
  istioGateway,
  labels,
  podSpec,
  servicePort,
  serviceSpec,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const ingress = labels({ istio: 'ingressgateway' });
const gatewayPod = podSpec({
  namespace: 'istio-system',
  labels: ingress,
  containers: [container({ name: 'istio-proxy', ports: [{ name: 'https', port: 8443, protocol: 'TCP' }] })],
});
const gatewayService = serviceSpec({
  namespace: 'istio-system',
  name: 'ingress',
  selector: ingress,
  ports: [servicePort(), servicePort({ name: 'https', port: 443, targetPort: 'https' })],
});

const { selector: _, ...byHand } = serviceSpec({
  namespace: 'istio-system',
  name: 'by-hand',
  ports: [servicePort({ port: 31400 })],
});

function opening(port: number) {
  return {
    istioGateways: [istioGateway({ spec: { servers: [gatewayServer({ port })] } })],
    podSpecs: [gatewayPod],
    serviceSpecs: [gatewayService],
  };
}

describeCheck(gatewaysPort, {
  silent: {
    'a service without a selector that has the port: its endpoints are made by hand': {
      ...opening(31400),
      serviceSpecs: [gatewayService, byHand],
    },
    'the port of the service': opening(80),
    'the port of the pods by number': opening(8080),
    'the port of the pods by name': opening(8443),
    'a Unix socket': opening(0),
    'no service (services/exposure)': { ...opening(31400), serviceSpecs: [] },
    'no pods (gateways/selector)': { ...opening(31400), podSpecs: [] },
    'pods on the network of their nodes': { ...opening(31400), podSpecs: [{ ...gatewayPod, hostNetwork: true }] },
  },
  open: {
    'services of chosen namespaces only': {
      given: { ...opening(31400), mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }) },
      because: 'forwards port 31400 of Gateway shop/public',
    },
  },
  fires: {
    'manifests: no service at all, as istioctl says': {
      given: { ...opening(31400), serviceSpecs: [], mesh: mesh({ isManifests: true }) },
      expect: [{ messageId: 'noService', subject: 'Gateway shop/public', args: { port: 31400 } }],
    },
    'a port that the service does not have': {
      given: opening(31400),
      expect: [
        {
          messageId: 'notForwarded',
          subject: 'Gateway shop/public',
          args: { port: 31400, service: 'ingress', ports: '80, 443' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'a port that the service has for UDP': {
      given: {
        ...opening(443),
        serviceSpecs: [serviceSpec({ ...gatewayService, ports: [servicePort({ port: 443, protocol: 'UDP' })] })],
      },
      expect: [{ messageId: 'notForwarded', subject: 'Gateway shop/public' }],
    },
  },
});
