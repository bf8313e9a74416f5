import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { isScopedToNamespace } from '../../model/lookup/gateway-reach.js';
import { citePod } from '../../model/lookup/pods.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const gatewaysSeveralNamespaces = defineCheck({
  meta: {
    id: 'gateways/several-namespaces',
    title: 'The selector of an Istio Gateway is for the gateway pods of one namespace',
    severity: 'info',
    basis: 'declared',
    why: 'A selector matches pods of every namespace. Gateways of two teams with one label, such as istio=ingressgateway, open the ports and serve the routes of both.',
    fix: [
      {
        text: 'Select by a label that only one of the deployments has, or limit Gateways to their own namespace with PILOT_SCOPE_GATEWAY_TO_NAMESPACE=true.',
        command: 'kubectl get pods --all-namespaces -l {selector} --show-labels',
        doc: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway',
      },
    ],
    decides: 'The selector matches pods with a proxy in more than one namespace.',
    falsePositives: [
      'Wanted where gateways of one team are spread over namespaces, or one is being moved.',
      'Silent about a Gateway without a selector, which is for all gateways, and where istiod limits Gateways to their namespace.',
    ],
  },
  requires: ['istioGateways', 'podSpecs'],
  uses: ['workloads'],
  messages: {
    spread: 'Gateway {namespace}/{name} selects {selector}, which gateways of several namespaces have: {workloads}',
  },
  *run({ istioGateways, podSpecs, workloads }) {
    if (isScopedToNamespace(podSpecs, workloads)) return;
    for (const gateway of istioGateways) {
      const { group, namespace, name, spec, source } = gateway;
      if (!isAnalyzedNamespace(namespace)) continue;
      const pods = gatewayPods(gateway, podSpecs);
      if (new Set(pods.map((pod) => pod.namespace)).size < 2) continue;
      const byWorkload = groupBy(pods, (pod) => `${pod.namespace}/${pod.workload}`);
      const selector = selectorText(spec.selector);
      yield {
        messageId: 'spread',
        args: { namespace, name, selector, workloads: [...byWorkload.keys()].sort().join(', ') },
        subject: { kind: 'Gateway', group, namespace, name },
        evidence: [
          citeField(source, 'spec.selector', selector),
          ...[...byWorkload.values()].map(([pod]) => citePod(pod, 'metadata.labels', selector)),
        ],
      };
    }
  },
});
