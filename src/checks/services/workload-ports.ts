import { citeField } from '../../core/evidence.js';
import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { ServicePort, ServiceSpec, Workload } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isWorkloadInMesh } from '../../model/lookup/in-mesh.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { defineCheck, type Finding } from '../check.js';

export const servicesWorkloadPorts = defineCheck({
  meta: {
    id: 'services/workload-ports',
    title: 'Services agree on the ports of a Deployment',
    severity: 'warning',
    basis: 'declared',
    why: 'A sidecar has one inbound listener for a port of its pod. What one service declares for the port then holds for callers through the other as well.',
    fix: [
      {
        text: 'Give each protocol and each service a port of its own in the pods, or declare the same for all.',
        command: 'kubectl get services -n {namespace} -o wide',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    codes: ['IST0116', 'IST0137'],
    decides:
      'Among the ports of all services that select the pod template of a Deployment in the mesh, one port number has several layer 4 protocols, or one target port several port numbers.',
    falsePositives: [
      'In a bundle silent about UDP beside TCP, because UDP passes the proxy by, and about service ports of one target port that declare the same protocol, which work.',
    ],
  },
  requires: ['serviceSpecs', 'workloads', 'mesh'],
  uses: ['namespaces'],
  messages: {
    transports: 'Services of Deployment {namespace}/{name} use port {port} with {protocols}: {services}',
    targets: 'Services of Deployment {namespace}/{name} send several ports ({ports}) to target port {port}: {services}',
  },
  identity: ['port'],
  *run({ serviceSpecs, workloads, mesh, namespaces }) {
    for (const workload of workloads) {
      const { kind, namespace, podLabels, labels } = workload;
      if (kind !== 'Deployment' || !isAnalyzedNamespace(namespace)) continue;
      if (labels?.get('gateway.istio.io/managed') === 'istio.io-mesh-controller') continue;
      if (!isWorkloadInMesh(workload, namespaces)) continue;
      const ports = servicesSelecting(serviceSpecs, { namespace, labels: podLabels }).flatMap((service) =>
        service.ports.map((port) => ({ service, port })),
      );
      if (mesh.isManifests) yield* severalTransports(workload, ports);
      yield* severalPorts(workload, ports, mesh.isManifests ?? false);
    }
  },
});

interface PortOf {
  service: ServiceSpec;
  port: ServicePort;
}

function* severalTransports(workload: Workload, ports: readonly PortOf[]): Generator<Finding<'transports'>> {
  for (const [port, same] of groupBy(ports, (one) => String(one.port.port))) {
    const protocols = new Set(same.map((one) => one.port.protocol));
    if (protocols.size < 2) continue;
    yield finding(workload, 'transports', same, { port, protocols: [...protocols].join(' and ') });
  }
}

function* severalPorts(
  workload: Workload,
  ports: readonly PortOf[],
  isManifests: boolean,
): Generator<Finding<'targets'>> {
  for (const [target, same] of groupBy(ports, ({ port }) => String(port.targetPort || port.port))) {
    const numbers = new Set(same.map(({ port }) => port.port));
    if (numbers.size < 2 || (!isManifests && declareTheSame(same))) continue;
    yield finding(workload, 'targets', same, { port: target, ports: [...numbers].join(', ') });
  }
}

function declareTheSame(ports: readonly PortOf[]): boolean {
  return new Set(ports.map(({ port }) => declaredProtocol(port)?.handling)).size === 1;
}

function finding<M extends 'transports' | 'targets'>(
  { namespace, name, source }: Workload,
  messageId: M,
  same: NonEmpty<PortOf>,
  args: Readonly<Record<string, string>>,
): Finding<M> {
  const services = [...new Set(same.map(({ service }) => service.name))].sort().join(', ');
  return {
    messageId,
    args: { namespace, name, services, ...args },
    subject: { kind: 'Deployment', namespace, name },
    aliases: [messageId === 'transports' ? 'IST0116' : 'IST0137'],
    evidence: [
      ...mapNonEmpty(same, ({ service, port }) =>
        citeField(
          service.source,
          `spec.ports[${service.ports.indexOf(port)}]`,
          `${port.port}/${port.protocol} to ${port.targetPort ?? port.port} (service ${service.name})`,
        ),
      ),
      citeField(source, 'metadata.name', name),
    ],
  };
}
