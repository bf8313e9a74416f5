import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { gatewayNamed, isGeneratedGateway } from '../../model/lookup/gateway-pods.js';
import { defineCheck } from '../check.js';

export const routingDottedGatewayName = defineCheck({
  meta: {
    id: 'routing/dotted-gateway-name',
    title: 'Gateways are named as namespace/name',
    severity: 'info',
    why: 'The dotted form of Istio 1.0 is still read, but tools take the dots for a host name, and a Gateway whose name has dots cannot be meant.',
    fix: [
      {
        text: 'Write {gateway}.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
      },
    ],
    aliases: ['KIA1108'],
    decides: 'An entry of gateways, of the VirtualService or of a match, has a dot and no slash.',
  },
  requires: ['virtualServices'],
  messages: {
    dotted: 'VirtualService {namespace}/{name} names a Gateway as {written}, which Istio reads as {gateway}',
  },
  identity: ['written'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const matches = spec.routes.flatMap(({ matches = [] }) => matches);
      const named = [{ field: 'spec', gateways: spec.gateways }, ...matches].flatMap(({ field, gateways }) =>
        gateways.map((written, index) => ({ written, field: `${field}.gateways[${index}]` })),
      );
      for (const { written, field } of named) {
        if (!written.includes('.') || written.includes('/') || isGeneratedGateway(written)) continue;
        yield {
          messageId: 'dotted',
          args: { namespace, name, written, gateway: gatewayNamed(written, namespace) },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, field, written)],
        };
      }
    }
  },
});
