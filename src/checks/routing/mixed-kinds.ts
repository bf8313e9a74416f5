import { citeField } from '../../core/evidence.js';
import type { KubernetesRoute, VirtualService } from '../../model/facets.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { fullHost, hostOfService } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingMixedKinds = defineCheck({
  meta: {
    id: 'routing/mixed-kinds',
    title: 'A service has its routes from VirtualServices or from the Gateway API, not from both',
    severity: 'warning',
    why: 'Istio does not merge a VirtualService with an HTTPRoute for the same service. Which of them a sidecar or waypoint follows is not defined.',
    fix: [
      {
        text: 'Move the rules of the VirtualService into the HTTPRoute, or the other way round, and delete the other.',
        command: 'kubectl get virtualservices,httproutes -n {namespace}',
        doc: 'https://istio.io/latest/docs/ambient/usage/l7-features/',
      },
    ],
    decides: 'A host of a VirtualService for the mesh is a service that an HTTPRoute or GRPCRoute names as its parent.',
    falsePositives: [
      'Hosts with wildcards, and routes of different clients (consumer routes in other namespaces than the service), are left alone.',
    ],
  },
  requires: ['virtualServices', 'kubernetesRoutes', 'mesh'],
  identity: ['service', 'route'],
  messages: {
    mixed: 'VirtualService {namespace}/{name} and {kind} {route} both route the requests for service {service}',
  },
  *run({ virtualServices, kubernetesRoutes, mesh }) {
    const routes = groupBy(
      kubernetesRoutes.flatMap((route) => parentServices(route)),
      ({ service }) => hostOfService(service, mesh),
    );
    if (routes.size === 0) return;
    for (const virtualService of virtualServices) {
      if (!isForMesh(virtualService)) continue;
      const { namespace, name, source, spec } = virtualService;
      for (const [index, written] of spec.hosts.entries()) {
        for (const { route, service, field } of routes.get(fullHost(written, namespace, mesh)) ?? []) {
          yield {
            messageId: 'mixed',
            args: { namespace, name, kind: route.kind, route: fullName(route), service: fullName(service) },
            subject: configSubject(virtualService),
            evidence: [
              citeField(source, `spec.hosts[${index}]`, written),
              citeField(route.source, field, service.name),
            ],
          };
        }
      }
    }
  },
});

function isForMesh({ spec }: VirtualService): boolean {
  return spec.gateways.includes('mesh') && spec.routes.some(({ protocol }) => protocol === 'http');
}

/** Parents of which the route is in the namespace: such a route is for all clients. */
function parentServices(route: KubernetesRoute) {
  if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') return [];
  return route.spec.parents.flatMap(({ kind, namespace, name, field = 'spec.parentRefs' }) =>
    kind === 'Service' && namespace === route.namespace
      ? [{ route, service: { namespace, name }, field: `${field}.name` }]
      : [],
  );
}
