import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isGeneratedGateway } from '../../model/lookup/gateway-pods.js';
import { defineCheck } from '../check.js';

export const routingGeneratedGateway = defineCheck({
  meta: {
    id: 'routing/generated-gateway',
    title: 'VirtualServices name Gateways that people wrote',
    severity: 'warning',
    why: 'istiod makes a Gateway of its own of every Gateway of the Gateway API, under a name that may change with any release.',
    fix: [
      {
        text: 'Attach an HTTPRoute to the Gateway of the Gateway API instead, or write a Gateway of networking.istio.io.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/',
      },
    ],
    aliases: ['IST0165'],
  },
  requires: ['virtualServices'],
  messages: {
    generated: 'VirtualService {namespace}/{name} names {gateway}, which istiod makes of a Gateway of the Gateway API',
  },
  identity: ['gateway'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const [index, gateway] of spec.gateways.entries()) {
        if (!isGeneratedGateway(gateway)) continue;
        yield {
          messageId: 'generated',
          args: { namespace, name, gateway },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, `spec.gateways[${index}]`, gateway)],
        };
      }
    }
  },
});
