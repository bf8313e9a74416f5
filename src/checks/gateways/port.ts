import { citeField } from '../../core/evidence.js';
import type { PodSpec, ServiceSpec } from '../../model/facets.js';
import { gatewayPods, servicesOfPods } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const gatewaysPort = defineCheck({
  meta: {
    id: 'gateways/port',
    title: 'Ports of Istio Gateways are ports of the gateway service',
    severity: 'warning',
    why: 'Requests reach the gateway pods through their Service, which forwards the ports that it has and no others.',
    fix: [
      {
        text: 'Add the port to the Service of the gateway, or use one that it has in the Gateway.',
        command: 'kubectl get service -n {podNamespace} {service} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/',
      },
    ],
    aliases: ['IST0104', 'IST0162'],
  },
  requires: ['istioGateways', 'podSpecs', 'serviceSpecs'],
  uses: ['mesh'],
  messages: {
    notForwarded:
      'Gateway {namespace}/{name} opens port {port}, which service {podNamespace}/{service} does not forward; it forwards {ports}',
  },
  identity: ['port'],
  *run({ istioGateways, podSpecs, serviceSpecs, mesh }, { undecided }) {
    for (const gateway of istioGateways) {
      const { namespace, name, spec, source } = gateway;
      const backing = servicesOfPods(gatewayPods(gateway, podSpecs), serviceSpecs);
      const [first] = backing.filter(({ services }) => services.length > 0);
      const service = first?.services[0];
      // Pods on the network of their node are reached without a Service.
      if (service === undefined || backing.some(({ pod }) => pod.hostNetwork)) continue;
      for (const { port, field } of spec.servers) {
        if (port === 0 || backing.some(({ pod, services }) => forwards(services, pod, port))) continue;
        if (!hasAll(mesh, 'Pod') || !hasAll(mesh, 'Service', service.namespace)) {
          undecided(notGathered('pod and service', `one that forwards port ${port} of Gateway ${namespace}/${name}`));
          continue;
        }
        const ports = service.ports.map(({ port: number }) => number).join(', ') || 'none';
        yield {
          messageId: 'notForwarded',
          args: { namespace, name, port, podNamespace: service.namespace, service: service.name, ports },
          subject: { kind: 'Gateway', group: gateway.group, namespace, name },
          evidence: [
            citeField(source, `${field}.port.number`, String(port)),
            citeField(service.source, 'spec.ports', ports),
          ],
        };
      }
    }
  },
});

/** Istio takes the number of a server for the service's port, else for the port of the pod. */
function forwards(services: readonly ServiceSpec[], pod: PodSpec, port: number): boolean {
  return services.some(({ ports }) =>
    ports.some((own) => own.protocol === 'TCP' && (own.port === port || targetPortIn(pod, own) === port)),
  );
}
