import { gatewaysSeveralNamespaces } from '../../../src/checks/gateways/several-namespaces.js';
import { describeCheck } from '../../helpers/check.js';
import { container, istioGateway, labels, podSpec } from '../../helpers/facets/kubernetes.js';

function gatewayPod(namespace: string, workload: string) {
  return podSpec({ namespace, workload, name: `${workload}-1`, labels: labels({ istio: 'ingressgateway' }) });
}

const istioGateways = [istioGateway()];
const scoped = podSpec({
  namespace: 'istio-system',
  workload: 'istiod',
  labels: labels(),
  containers: [container({ env: labels({ PILOT_SCOPE_GATEWAY_TO_NAMESPACE: 'true' }) })],
});

describeCheck(gatewaysSeveralNamespaces, {
  silent: {
    'two deployments of one namespace': {
      istioGateways,
      podSpecs: [gatewayPod('istio-ingress', 'blue'), gatewayPod('istio-ingress', 'green')],
    },
    'Gateways are for their own namespace': {
      istioGateways,
      podSpecs: [gatewayPod('team-a', 'ingress'), gatewayPod('team-b', 'ingress'), scoped],
    },
    'a Gateway for all gateways': {
      istioGateways: [istioGateway({ spec: { selector: labels(), servers: [] } })],
      podSpecs: [gatewayPod('team-a', 'ingress'), gatewayPod('team-b', 'ingress')],
    },
  },
  fires: {
    'gateways of two teams': {
      given: { istioGateways, podSpecs: [gatewayPod('team-b', 'ingress'), gatewayPod('team-a', 'ingress')] },
      expect: [
        {
          messageId: 'spread',
          subject: 'Gateway shop/public',
          args: { selector: 'istio=ingressgateway', workloads: 'team-a/ingress, team-b/ingress' },
          severity: 'info',
          evidence: 3,
        },
      ],
    },
  },
});
