import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const routingSingleWeight = defineCheck({
  meta: {
    id: 'routing/single-weight',
    title: 'Weights are shared among several destinations',
    severity: 'warning',
    why: 'The only destination of a route takes all requests whatever its weight says, so that a weight below 100 points at a destination that was forgotten.',
    fix: [
      {
        text: 'Add the destination for the remaining requests, or remove the weight.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination',
      },
    ],
    aliases: ['KIA1104'],
    decides: 'A route with one destination whose weight is between 1 and 99.',
  },
  requires: ['virtualServices'],
  messages: {
    single:
      'VirtualService {namespace}/{name} gives its only destination {host} in {route} the weight {weight}; it takes everything',
  },
  identity: ['route'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { destinations, field } of spec.routes) {
        const [only, ...more] = destinations;
        if (only?.weight === undefined || more.length > 0 || only.weight <= 0 || only.weight >= 100) continue;
        yield {
          messageId: 'single',
          args: { namespace, name, host: only.host, weight: only.weight, route: field.replace('spec.', '') },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, only.field.replace('.destination', '.weight'), String(only.weight))],
        };
      }
    }
  },
});
