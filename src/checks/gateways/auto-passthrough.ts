import { citeField } from '../../core/evidence.js';
import type { IstioGateway, PodSpec } from '../../model/facets.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

const networkLabel = 'topology.istio.io/network';
/** Services of gateways of the Gateway API: their listeners are theirs to say. */
const generatedLabel = 'gateway.networking.k8s.io/gateway-name';

export const gatewaysAutoPassthrough = defineCheck({
  meta: {
    id: 'gateways/auto-passthrough',
    title: 'East-west gateways pass mutual TLS of other networks through',
    severity: 'error',
    basis: 'declared',
    why: 'Proxies of other networks send to this gateway what is for pods behind it, and name the service by SNI. Without a server of mode AUTO_PASSTHROUGH the gateway has no listener for that and refuses them.',
    fix: [
      {
        text: 'Expose the services of the cluster with a Gateway for port 15443, protocol TLS and mode AUTO_PASSTHROUGH, that selects the pods of the east-west gateway.',
        command: 'kubectl get gateways.networking.istio.io --all-namespaces -o yaml',
        doc: 'https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/',
      },
    ],
    decides:
      'A Service with the label topology.istio.io/network selects gateway pods, and no Gateway that selects them has a server with TLS mode AUTO_PASSTHROUGH.',
    falsePositives: [
      'Silent about gateways of the Gateway API, whose listeners say it otherwise, and about a Service that selects no pods.',
      'In a remote cluster the Gateway may stand in the cluster of its control plane.',
    ],
  },
  requires: ['serviceSpecs', 'podSpecs', 'istioGateways'],
  uses: ['mesh'],
  messages: {
    missing:
      'Service {namespace}/{name} is the gateway of network {network}, and no Gateway with mode AUTO_PASSTHROUGH selects its pods',
  },
  *run({ serviceSpecs, podSpecs, istioGateways, mesh }, { undecided }) {
    const passing = istioGateways.filter(({ spec }) =>
      spec.servers.some(({ tls, tlsMode }) => (tls?.mode ?? tlsMode) === 'AUTO_PASSTHROUGH'),
    );
    for (const service of serviceSpecs) {
      const { namespace, name, labels, source } = service;
      const network = labels.get(networkLabel);
      if (!network || labels.has(generatedLabel)) continue;
      const pods = podsOfService(podSpecs, service).filter(({ labels: own }) => !own.has(generatedLabel));
      if (pods.length === 0 || passing.some((gateway) => takes(gateway, pods, podSpecs))) continue;
      if (!hasAll(mesh, 'Gateway.networking.istio.io')) {
        undecided(notGathered('Gateway', `one with AUTO_PASSTHROUGH for service ${namespace}/${name}`));
        continue;
      }
      yield {
        messageId: 'missing',
        args: { namespace, name, network },
        subject: serviceSubject({ namespace, name }),
        evidence: [
          citeField(source, `metadata.labels["${networkLabel}"]`, network),
          ...istioGateways
            .filter((gateway) => takes(gateway, pods, podSpecs))
            .map((gateway) => citeField(gateway.source, 'spec.servers', 'no server with mode AUTO_PASSTHROUGH')),
        ],
      };
    }
  },
});

/** A Gateway without a selector is for all gateways. */
function takes(gateway: IstioGateway, pods: readonly PodSpec[], podSpecs: readonly PodSpec[]): boolean {
  return gateway.spec.selector.size === 0 || gatewayPods(gateway, podSpecs).some((pod) => pods.includes(pod));
}
