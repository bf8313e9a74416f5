import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isGeneratedGateway } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { namedGateways, namedGatewaysOfMatches } from '../../model/lookup/named-gateways.js';
import { defineCheck } from '../check.js';

export const gatewaysUnboundRoute = defineCheck({
  meta: {
    id: 'gateways/unbound-route',
    title: 'VirtualServices name Gateways that exist',
    severity: 'error',
    why: 'A VirtualService that names no existing Gateway is in no gateway: requests from outside get 404 with the flag NR.',
    fix: [
      {
        text: 'Name the Gateway as namespace/name, or by its name alone if it is in the namespace of the VirtualService.',
        command: 'kubectl get gateways.networking.istio.io --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
      },
    ],
    aliases: ['KIA1102'],
    codes: ['IST0101', 'IST0132'],
    decides:
      'Looks up spec.gateways and the gateways of matches, by namespace/name, by name in the own namespace, or in the dotted form of Istio 1.0.',
    falsePositives: ['Gateways that istiod makes of those of the Gateway API are left to routing/generated-gateway.'],
  },
  requires: ['virtualServices', 'istioGateways'],
  uses: ['mesh'],
  messages: {
    missing: 'VirtualService {namespace}/{name} names Gateway {gateway}, which does not exist',
  },
  identity: ['gateway'],
  *run({ virtualServices, istioGateways, mesh }, { undecided }) {
    const byShortName = groupBy(istioGateways, ({ name }) => name);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      const bound = namedGateways(virtualService, istioGateways);
      const named = [...bound, ...namedGatewaysOfMatches(virtualService, istioGateways)];
      for (const [key, [first, ...again]] of groupBy(named, (one) => one.key)) {
        if (first.gateway !== undefined || isGeneratedGateway(first.written)) continue;
        if (!hasAll(mesh, 'Gateway.networking.istio.io', key.slice(0, key.indexOf('/')))) {
          undecided(notGathered('Gateway', key));
          continue;
        }
        const elsewhere = byShortName.get(key.slice(key.indexOf('/') + 1))?.[0];
        yield {
          messageId: 'missing',
          args: { namespace, name, gateway: key },
          subject: { kind: 'VirtualService', namespace, name },
          // istioctl does not look at matches; it says IST0132 beside IST0101, as no host fits a Gateway that does not exist.
          ...(bound.includes(first) && { aliases: ['IST0101', 'IST0132'] }),
          ...(elsewhere !== undefined && {
            detail: `There is a Gateway of that name in namespace ${elsewhere.namespace}.`,
          }),
          evidence: mapNonEmpty([first, ...again], ({ field, written }) => citeField(source, field, written)),
        };
      }
    }
  },
});
