import { citeField } from '../../core/evidence.js';
import type { IstioGateway, MeshFacts, Service, VirtualService, VirtualServiceRoute } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { fullHost, hostOfService } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { bindingsOf, gatewaysBehind, routesAt } from '../../model/lookup/route-scope.js';
import { hostsOverlap } from '../../model/lookup/sidecar-scope.js';
import { defineCheck } from '../check.js';

export const routingGatewayHop = defineCheck({
  meta: {
    id: 'routing/gateway-hop',
    title: 'Requests that are sent on to a gateway are served there, and leave it',
    severity: 'error',
    why: 'A gateway looks at the host of a request only: without a VirtualService that is bound to it and has the host, it answers 404. A rule that sends requests of a gateway to that gateway goes in circles.',
    fix: [
      {
        text: 'Let one rule with match.gateways mesh lead to the gateway, and another with match.gateways of the Gateway lead on from there; for a rewritten authority, bind a VirtualService with that host to the Gateway.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/',
      },
    ],
    decides:
      'A destination is a gateway when the selector of its service has all labels of the selector of some Gateway. The host is the rewritten authority, else those of the VirtualService.',
    falsePositives: [
      'Silent about gateways without an Istio Gateway, and about tls and tcp rules.',
      'A rule at a gateway that rewrites host or path before it sends back to the gateway is no circle.',
    ],
  },
  requires: ['virtualServices', 'istioGateways', 'services', 'mesh'],
  messages: {
    unserved:
      'VirtualService {namespace}/{name} sends requests for {host} to gateway {gateway}, where no VirtualService has that host',
    loop: 'VirtualService {namespace}/{name} sends requests of Gateway {gateway} in {route} back to the same gateway',
  },
  identity: ['gateway', 'host', 'route'],
  *run({ virtualServices, istioGateways, services, mesh }, { undecided }) {
    const behind = gatewaysOfServices(services, istioGateways, mesh);
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { binding, route, destination, gateways } of hopsOf(virtualService, behind, mesh)) {
        const finding = {
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, `${destination.field}.host`, destination.host)],
        } as const;
        const args = { namespace, name, route: route.field.replace('spec.', '') };
        const keys = gateways.map(keyOf);
        if (binding !== 'mesh') {
          const isChanged = route.rewrite?.uri !== undefined || route.rewrite?.authority !== undefined;
          if (keys.includes(binding) && !isChanged)
            yield { messageId: 'loop', args: { ...args, gateway: binding, host: destination.host }, ...finding };
          continue;
        }
        const authorities = route.rewrite?.authority === undefined ? spec.hosts : [route.rewrite.authority];
        for (const authority of authorities) {
          const host = fullHost(authority, namespace, mesh);
          if (isServedAt(keys, host, { virtualServices, mesh })) continue;
          if (hasAll(mesh, 'VirtualService') && hasAll(mesh, 'Gateway.networking.istio.io'))
            yield { messageId: 'unserved', args: { ...args, gateway: keys.join(', '), host }, ...finding };
          else undecided(notGathered('VirtualService and Gateway', `one for ${host}`));
        }
      }
    }
  },
});

interface Hop {
  /** Where the request comes from: `mesh`, or a Gateway as `namespace/name`. */
  binding: string;
  route: VirtualServiceRoute;
  destination: { field: string; host: string };
  /** Gateways of the pods that it is sent to. */
  gateways: readonly IstioGateway[];
}

function hopsOf(
  virtualService: VirtualService,
  behind: ReadonlyMap<string, readonly IstioGateway[]>,
  mesh: MeshFacts,
): readonly Hop[] {
  if (behind.size === 0) return [];
  return bindingsOf(virtualService).flatMap((binding) =>
    routesAt(virtualService, binding)
      .filter(({ protocol }) => protocol === 'http')
      .flatMap((route) =>
        sentTo(route).flatMap((destination) => {
          const gateways = behind.get(fullHost(destination.host, virtualService.namespace, mesh));
          return gateways === undefined ? [] : [{ binding, route, destination, gateways }];
        }),
      ),
  );
}

function sentTo({ destinations, mirrors = [] }: VirtualServiceRoute) {
  return [...destinations.filter(({ weight }) => weight !== 0), ...mirrors];
}

function keyOf({ namespace, name }: IstioGateway): string {
  return `${namespace}/${name}`;
}

/** Gateways by the full host of the services that lead to their pods. */
function gatewaysOfServices(
  services: readonly Service[],
  istioGateways: readonly IstioGateway[],
  mesh: MeshFacts,
): ReadonlyMap<string, readonly IstioGateway[]> {
  if (istioGateways.length === 0) return new Map();
  return new Map(
    services.flatMap((service) => {
      const gateways = gatewaysBehind(service, istioGateways);
      return gateways.length === 0 ? [] : [[hostOfService(service, mesh), gateways] as const];
    }),
  );
}

const byBinding = derivedOnce((virtualServices: readonly VirtualService[]) =>
  groupBy(
    virtualServices.flatMap((virtualService) =>
      bindingsOf(virtualService).map((binding) => ({ binding, virtualService })),
    ),
    ({ binding }) => binding,
  ),
);

function isServedAt(
  gateways: readonly string[],
  host: string,
  { virtualServices, mesh }: { virtualServices: readonly VirtualService[]; mesh: MeshFacts },
): boolean {
  const bound = gateways.flatMap((gateway) =>
    (byBinding(virtualServices).get(gateway) ?? []).filter(
      ({ virtualService }) => routesAt(virtualService, gateway).length > 0,
    ),
  );
  return bound.some(({ virtualService: { namespace, spec } }) =>
    spec.hosts.some((own) => hostsOverlap(fullHost(own, namespace, mesh), host)),
  );
}
