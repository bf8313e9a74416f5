import { citeField } from '../../core/evidence.js';
import type { IstioGateway, VirtualService } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayNamed, gatewayPods, servicesOfPods } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const servicesExposure = defineCheck({
  meta: {
    id: 'services/exposure',
    title: 'Ingress gateways can be reached from outside the cluster',
    severity: 'info',
    why: 'The hosts of a Gateway are reached through the Service of the gateway pods. With a cluster IP only, nothing outside the cluster gets there unless something else stands in front.',
    fix: [
      {
        text: 'For traffic from outside make the Service of the gateway a LoadBalancer or NodePort; if another ingress or load balancer forwards to it, all is well.',
        command: 'kubectl get services -n {podNamespace} -o wide',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/',
      },
    ],
  },
  requires: ['istioGateways', 'virtualServices', 'services', 'podSpecs'],
  uses: ['mesh'],
  messages: {
    clusterOnly:
      'Gateway {namespace}/{name} is served by {podNamespace}/{workload}, whose service {service} has a cluster IP only: it is reached from inside the cluster',
    noService:
      'Gateway {namespace}/{name} is served by {podNamespace}/{workload}, which no service selects: nothing forwards requests to it',
  },
  *run({ istioGateways, virtualServices, services, podSpecs, mesh }, { undecided }) {
    const bindings = virtualServices.flatMap((route) =>
      route.spec.gateways.map((gateway) => ({ route, gateway: gatewayNamed(gateway, route.namespace) })),
    );
    const routesByGateway = groupBy(bindings, ({ gateway }) => gateway);
    for (const gateway of istioGateways) {
      const { namespace, name, spec, source } = gateway;
      const routes = (routesByGateway.get(`${namespace}/${name}`) ?? []).map(({ route }) => route);
      if (routes.length === 0 || isForEgress(gateway, routes)) continue;
      const backing = servicesOfPods(gatewayPods(gateway, podSpecs), services);
      const [first] = backing;
      // One way in is enough.
      if (first === undefined || backing.some(({ pod, services: own }) => pod.hostNetwork || own.some(isExposed)))
        continue;
      if (!hasAll(mesh, 'Pod') || !hasAll(mesh, 'Service', first.pod.namespace)) {
        undecided(notGathered('pod and service', `one that Gateway ${namespace}/${name} is reached by`));
        continue;
      }
      const [service] = first.services;
      const about = { namespace, name, podNamespace: first.pod.namespace, workload: first.pod.workload };
      const subject = { kind: 'Gateway', group: gateway.group, namespace, name };
      const selector = citeField(source, 'spec.selector', selectorText(spec.selector));
      if (service === undefined) {
        yield { messageId: 'noService', args: about, subject, evidence: [selector] };
        continue;
      }
      yield {
        messageId: 'clusterOnly',
        args: { ...about, service: service.name },
        subject,
        evidence: [selector, citeField(service.source, 'spec.type', `${service.type} (service ${service.name})`)],
      };
    }
  },
});

function isExposed({ type, external = [] }: { type: string; external?: readonly string[] }): boolean {
  return type === 'NodePort' || type === 'LoadBalancer' || external.length > 0;
}

/** Traffic from the mesh to the outside: routes that also apply to sidecars, or a gateway that says so in its labels. */
function isForEgress({ spec }: IstioGateway, routes: readonly VirtualService[]): boolean {
  const named = [...spec.selector.values()].some((value) => value.includes('egress') || value.includes('eastwest'));
  return named || routes.some((route) => route.spec.gateways.includes('mesh'));
}
