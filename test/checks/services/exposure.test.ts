import { servicesExposure } from '../../../src/checks/services/exposure.js';
import { describeCheck } from '../../helpers/check.js';
import { istioGateway, labels, podSpec, service, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const ingress = labels({ istio: 'ingressgateway' });
const gatewayPod = podSpec({ namespace: 'istio-system', workload: 'istio-ingressgateway', labels: ingress });
const clusterIp = service({ namespace: 'istio-system', name: 'istio-ingressgateway', selector: ingress });
const bound = virtualService({ spec: { gateways: ['public'] } });
const given = {
  istioGateways: [istioGateway()],
  virtualServices: [bound],
  services: [clusterIp],
  podSpecs: [gatewayPod],
};

describeCheck(servicesExposure, {
  silent: {
    'a load balancer': { ...given, services: [{ ...clusterIp, type: 'LoadBalancer' }] },
    'a node port': { ...given, services: [clusterIp, { ...clusterIp, type: 'NodePort' }] },
    'external addresses': { ...given, services: [{ ...clusterIp, external: ['203.0.113.10'] }] },
    'pods on the network of their nodes': { ...given, podSpecs: [{ ...gatewayPod, hostNetwork: true }] },
    'no VirtualService uses the Gateway': { ...given, virtualServices: [virtualService()] },
    'an egress gateway, by its routes': {
      ...given,
      virtualServices: [virtualService({ spec: { gateways: ['public', 'mesh'] } })],
    },
    'an egress gateway, by its labels': {
      ...given,
      istioGateways: [istioGateway({ spec: { selector: labels({ istio: 'egressgateway' }) } })],
      podSpecs: [{ ...gatewayPod, labels: labels({ istio: 'egressgateway' }) }],
    },
    'no pods (gateways/selector)': { ...given, podSpecs: [] },
  },
  open: {
    'services of chosen namespaces only': {
      given: { ...given, services: [], mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }) },
      because: 'Gateway shop/public is reached by',
    },
    'pods of chosen namespaces only': {
      given: { ...given, mesh: mesh({ partial: new Map([['Pod', new Set(['istio-system'])]]) }) },
      because: 'Gateway shop/public is reached by',
    },
  },
  fires: {
    'a cluster IP only': {
      given,
      expect: [
        {
          messageId: 'clusterOnly',
          subject: 'Gateway shop/public',
          args: { workload: 'istio-ingressgateway', service: 'istio-ingressgateway' },
          severity: 'info',
          evidence: 2,
        },
      ],
    },
    'no service at all': {
      given: { ...given, services: [] },
      expect: [{ messageId: 'noService', subject: 'Gateway shop/public', severity: 'info' }],
    },
  },
});
