import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingRepeatedDestination = defineCheck({
  meta: {
    id: 'routing/repeated-destination',
    title: 'Destinations of a route differ',
    severity: 'warning',
    why: 'A destination that stands twice in one route gets the sum of both weights, which is usually a copy whose subset was not changed.',
    fix: [
      {
        text: 'Correct the subset of one of them, or join the two.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination',
      },
    ],
    aliases: ['KIA1105'],
    decides: 'Two destinations of a route have the same host, completed, and the same subset.',
    falsePositives: ['Destinations that differ in their port are not the same, other than in Kiali.'],
  },
  requires: ['virtualServices', 'mesh'],
  messages: {
    repeated: 'VirtualService {namespace}/{name} sends to {host} {subset} twice in {route}',
  },
  identity: ['route', 'host', 'subset'],
  *run({ virtualServices, mesh }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { destinations, field } of spec.routes) {
        const groups = groupBy(destinations, ({ host, subset, port }) =>
          JSON.stringify([fullHost(host, namespace, mesh), subset ?? '', port ?? 0]),
        );
        for (const same of groups.values()) {
          const [{ host, subset }] = same;
          if (same.length < 2) continue;
          yield {
            messageId: 'repeated',
            args: {
              namespace,
              name,
              host: fullHost(host, namespace, mesh),
              subset: subset === undefined ? 'without a subset' : `subset "${subset}"`,
              route: field.replace('spec.', ''),
            },
            subject: { kind: 'VirtualService', namespace, name },
            evidence: mapNonEmpty(same, (to) => citeField(source, to.field, to.host)),
          };
        }
      }
    }
  },
});
