import { citeField } from '../../core/evidence.js';
import type { VirtualService, VirtualServiceDestination } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayNamed } from '../../model/lookup/gateway-pods.js';
import { defineCheck } from '../check.js';

export const routingBypassedSubset = defineCheck({
  meta: {
    id: 'routing/bypassed-subset',
    title: 'Gateways route to the subsets that the mesh routes to',
    severity: 'warning',
    why: 'The rules of a VirtualService for sidecars do not apply at a gateway: requests from outside are spread over all subsets.',
    fix: [
      {
        text: 'Name the gateway in the VirtualService with the subsets too, or the subset in the route of the gateway.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-have-no-effect-on-ingress-gateway-requests',
      },
    ],
    aliases: ['IST0140'],
    decides:
      'A VirtualService bound to a gateway routes without a subset to a host for which another one, with that very host among its own, routes to a subset.',
    falsePositives: [
      'Silent when the other VirtualService is bound to one of the same gateways, and for VirtualServices for sidecars only.',
      'All subsets may be meant to serve requests from outside.',
    ],
  },
  requires: ['virtualServices'],
  messages: {
    bypassed:
      'VirtualService {namespace}/{name} routes requests of {gateways} to {host} without a subset, past the rules of {other}',
  },
  identity: ['host'],
  *run({ virtualServices }) {
    const ruled = groupBy(virtualServices.flatMap(subsetsOfOwnHosts), ({ host }) => host);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      const gateways = gatewaysOf(virtualService);
      if (gateways.length === 0 || !isAnalyzedNamespace(namespace)) continue;
      for (const [host, [{ field }]] of groupBy(plainDestinations(virtualService), (to) => to.host)) {
        const other = ruled.get(host)?.find((rules) => !rules.gateways.some((gateway) => gateways.includes(gateway)));
        if (other === undefined) continue;
        yield {
          messageId: 'bypassed',
          args: {
            namespace,
            name,
            host,
            gateways: gateways.join(', '),
            other: `VirtualService ${other.virtualService.namespace}/${other.virtualService.name}`,
          },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [
            citeField(source, `${field}.host`, host),
            citeField(other.virtualService.source, `${other.field}.subset`, other.subset),
          ],
        };
      }
    }
  },
});

function gatewaysOf({ namespace, spec }: VirtualService): readonly string[] {
  return spec.gateways.filter((written) => written !== 'mesh').map((written) => gatewayNamed(written, namespace));
}

function httpDestinations({ spec }: VirtualService): readonly VirtualServiceDestination[] {
  return spec.routes.flatMap(({ protocol, destinations }) => (protocol === 'http' ? destinations : []));
}

function plainDestinations(virtualService: VirtualService): readonly VirtualServiceDestination[] {
  return httpDestinations(virtualService).filter(({ subset }) => !subset);
}

/** Hosts are compared as they are written. */
function subsetsOfOwnHosts(virtualService: VirtualService) {
  const gateways = gatewaysOf(virtualService);
  return httpDestinations(virtualService).flatMap(({ host, subset, field }) =>
    subset && virtualService.spec.hosts.includes(host) ? [{ virtualService, gateways, host, subset, field }] : [],
  );
}
