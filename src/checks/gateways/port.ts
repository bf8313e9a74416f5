import { citeField } from '../../core/evidence.js';
import type { GatewayServer, IstioGateway, PodSpec, ServiceSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { gatewayPods, servicesOfPods } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck, type Finding } from '../check.js';

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
    decides:
      'A server port has to be the port or the target port, by number or by name, of a TCP port of some service that selects the gateway pods.',
    falsePositives: [
      'Silent for pods on the network of their node, and for a service without a selector in their namespace that has the port: its endpoints are made by hand.',
    ],
  },
  requires: ['istioGateways', 'podSpecs', 'serviceSpecs'],
  uses: ['mesh'],
  messages: {
    notForwarded:
      'Gateway {namespace}/{name} opens port {port}, which service {podNamespace}/{service} does not forward; it forwards {ports}',
    noService:
      'Gateway {namespace}/{name} opens port {port} in pods of {podNamespace}/{workload}, which no service selects',
  },
  identity: ['port'],
  *run({ istioGateways, podSpecs, serviceSpecs, mesh }, { undecided }) {
    for (const gateway of istioGateways) {
      if (!isAnalyzedNamespace(gateway.namespace)) continue;
      const backing = servicesOfPods(gatewayPods(gateway, podSpecs), serviceSpecs);
      // Pods on the network of their node are reached without a Service.
      if (backing.some(({ pod }) => pod.hostNetwork)) continue;
      const place = backing.find(({ services }) => services.length > 0) ?? (mesh?.isManifests ? backing[0] : undefined);
      if (place === undefined) continue;
      for (const server of gateway.spec.servers) {
        const { port } = server;
        if (port === 0 || backing.some(({ pod, services }) => forwards(services, pod, port))) continue;
        if (backing.some(({ pod }) => isForwardedByHand(serviceSpecs, pod, port))) continue;
        if (!hasAll(mesh, 'Pod') || !hasAll(mesh, 'Service', place.pod.namespace)) {
          const name = `${gateway.namespace}/${gateway.name}`;
          undecided(notGathered('pod and service', `one that forwards port ${port} of Gateway ${name}`));
          continue;
        }
        yield unforwarded(gateway, server, place);
      }
    }
  },
});

function unforwarded(
  gateway: IstioGateway,
  { port, field }: GatewayServer,
  { pod, services: [service] }: { pod: PodSpec; services: readonly ServiceSpec[] },
): Finding<'notForwarded' | 'noService'> {
  const { group, namespace, name, source } = gateway;
  const subject = { kind: 'Gateway', group, namespace, name };
  const about = { namespace, name, port, podNamespace: pod.namespace };
  const opened = citeField(source, `${field}.port.number`, String(port));
  if (service === undefined)
    return { messageId: 'noService', args: { ...about, workload: pod.workload }, subject, evidence: [opened] };
  const ports = service.ports.map(({ port: number }) => number).join(', ') || 'none';
  return {
    messageId: 'notForwarded',
    args: { ...about, service: service.name, ports },
    subject,
    evidence: [opened, citeField(service.source, 'spec.ports', ports)],
  };
}

/** Istio takes the number of a server for the service's port, else for the port of the pod. */
function forwards(services: readonly ServiceSpec[], pod: PodSpec, port: number): boolean {
  return services.some(({ ports }) =>
    ports.some((own) => own.protocol === 'TCP' && (own.port === port || targetPortIn(pod, own) === port)),
  );
}

function isForwardedByHand(services: readonly ServiceSpec[], pod: PodSpec, port: number): boolean {
  const manual = services.filter(({ namespace, selector }) => selector === undefined && namespace === pod.namespace);
  return forwards(manual, pod, port);
}
