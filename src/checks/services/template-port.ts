import { citeField } from '../../core/evidence.js';
import type { ServicePort, ServiceSpec, Workload } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isIstioResource } from '../../model/lookup/in-mesh.js';
import { proxyContainer } from '../../model/lookup/pods.js';
import { selectedWorkloads } from '../../model/lookup/selected.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { isMeshPort } from '../../model/lookup/target-port.js';
import { defineCheck, type Finding } from '../check.js';

export const servicesTemplatePort = defineCheck({
  meta: {
    id: 'services/template-port',
    title: 'Target ports of services are ports of the pod templates',
    severity: 'warning',
    basis: 'declared',
    why: 'A target port by name that no container declares leaves the service without endpoints on that port. One by number is refused where nothing listens.',
    fix: [
      {
        text: 'Name a port that the containers declare as targetPort of the service, or declare it.',
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      },
    ],
    aliases: ['KIA0701'],
    decides: 'Compares each target port with the container ports of every pod template that the service selects.',
    falsePositives: [
      'Looks at manifests only: in a cluster the pods themselves tell (services/target-port).',
      'Silent about templates that declare no port at all, about resources of Istio and about templates with a proxy, which opens ports as it is told.',
    ],
  },
  requires: ['serviceSpecs', 'workloads', 'mesh'],
  messages: {
    unknownName:
      'Port {port} of service {namespace}/{name} goes to port "{target}", a name that no container of {workload} declares',
    undeclared:
      'Port {port} of service {namespace}/{name} goes to port {target}, which {workload} does not declare; it declares {declared}',
  },
  identity: ['port'],
  applies({ mesh }) {
    return mesh.isManifests ?? 'the pods of a cluster tell which ports they have';
  },
  *run({ serviceSpecs, workloads }) {
    for (const service of serviceSpecs) {
      if (isIstioResource(service.labels) || !isAnalyzedNamespace(service.namespace)) continue;
      const selected = selectedWorkloads(workloads, service.selector ?? new Map(), service.namespace);
      const templates = selected.filter(
        ({ containers = [] }) => !containers.some(({ name }) => name === proxyContainer),
      );
      for (const port of service.ports) {
        const [first] = templates;
        if (first === undefined || templates.some((template) => mayServe(template, port))) continue;
        yield finding(service, port, first);
      }
    }
  },
});

function portsOf({ containers = [] }: Workload, { protocol }: ServicePort) {
  return containers.flatMap(({ ports }) => ports).filter((declared) => declared.protocol === protocol);
}

function mayServe(template: Workload, port: ServicePort): boolean {
  const { targetPort = port.port } = port;
  const declared = portsOf(template, port);
  if (typeof targetPort === 'string') return declared.some(({ name }) => name === targetPort);
  return declared.length === 0 || isMeshPort(targetPort) || declared.some((own) => own.port === targetPort);
}

function finding(service: ServiceSpec, port: ServicePort, template: Workload): Finding<'unknownName' | 'undeclared'> {
  const { namespace, name, ports, source } = service;
  const { targetPort: target = port.port } = port;
  const declared = portsOf(template, port)
    .map((own) => (own.name === undefined ? `${own.port}` : `${own.port} (${own.name})`))
    .join(', ');
  return {
    messageId: typeof target === 'string' ? 'unknownName' : 'undeclared',
    args: { namespace, name, port: port.port, target, declared, workload: `${template.kind} ${template.name}` },
    subject: serviceSubject(service),
    evidence: [
      citeField(source, `spec.ports[${ports.indexOf(port)}]`, `${port.port} to ${target}`),
      citeField(template.source, 'spec.template.spec.containers', declared || 'no ports'),
    ],
  };
}
