import { citeField } from '../../core/evidence.js';
import type { PodSockets, PodSpec, ServicePort } from '../../model/facets.js';
import { applicationContainers, citePod } from '../../model/lookup/pods.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { isControlPlaneService, serviceSubject } from '../../model/lookup/services.js';
import { isMeshPort, targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const servicesTargetPort = defineCheck({
  meta: {
    id: 'services/target-port',
    title: 'Target ports of services are ports of their pods',
    severity: 'error',
    why: 'A target port by name that no container declares leaves the service without endpoints on that port. One by number is tried in any case, and refused where nothing listens.',
    fix: [
      {
        text: "Name a port that the pods declare as the service's targetPort, or use the number.",
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
      },
    ],
    aliases: ['KIA0701'],
    decides:
      'Compares the target port with the ports that containers of the selected pods declare; services/template-port does so with pod templates of manifests.',
    falsePositives: [
      'Silent about pods that declare no port at all, since declaring is optional, and about ports of the proxy.',
    ],
  },
  requires: ['serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['podSockets'],
  messages: {
    unknownName:
      'Port {port} of service {namespace}/{name} goes to port "{target}", a name that no container declares ({count} of {total} pods)',
    undeclared:
      'Port {port} of service {namespace}/{name} goes to port {target}, which its pods do not declare; they declare {declared}',
  },
  identity: ['port'],
  *run({ serviceSpecs, podSpecs, mesh, podSockets = [] }) {
    const observed = new Set(podSockets.map(keyOf));
    for (const service of serviceSpecs) {
      if (isControlPlaneService(service, mesh)) continue;
      const pods = podsOfService(podSpecs, service);
      const [pod] = pods;
      if (pod === undefined) continue;
      for (const port of service.ports) {
        const { port: number, targetPort: target = number } = port;
        const { namespace, name } = service;
        const about = { namespace, name, port: number, target };
        const subject = serviceSubject(service);
        const cited = citeField(service.source, 'spec.ports', `${number} to ${target}`);
        const lacking = pods.filter((candidate) => targetPortIn(candidate, port) === undefined);
        const [first] = lacking;
        if (first !== undefined) {
          yield {
            messageId: 'unknownName',
            args: { ...about, count: lacking.length, total: pods.length },
            subject,
            severity: lacking.length === pods.length ? 'error' : 'warning',
            evidence: [cited, citePod(first, 'spec.containers', declaredText(first, port) || 'no ports')],
          };
          continue;
        }
        // What listens is known for these pods, and pod-network/port-not-listening looks at it.
        if (pods.some((candidate) => observed.has(`${candidate.namespace}/${candidate.name}`))) continue;
        const declared = declaredText(pod, port);
        if (declared === '' || pods.some((candidate) => mayListen(candidate, port))) continue;
        yield {
          messageId: 'undeclared',
          args: { ...about, declared },
          subject,
          severity: 'info',
          evidence: [cited, citePod(pod, 'spec.containers', declared)],
        };
      }
    }
  },
});

function keyOf({ pod }: PodSockets): string {
  return `${pod.namespace}/${pod.name}`;
}

/** Declaring ports is optional: only a pod that declares some, and not this one, says anything. */
function mayListen(pod: PodSpec, port: ServicePort): boolean {
  const target = targetPortIn(pod, port);
  const declared = declaredPorts(pod, port);
  if (target === undefined || isMeshPort(target) || declared.length === 0) return true;
  return declared.some((candidate) => candidate.port === target);
}

/** Ports of the application for the protocol of the service port; the proxy of a gateway opens ports as it is told. */
function declaredPorts(pod: PodSpec, { protocol }: ServicePort) {
  return applicationContainers(pod)
    .flatMap(({ ports }) => ports)
    .filter((candidate) => candidate.protocol === protocol);
}

function declaredText(pod: PodSpec, port: ServicePort): string {
  return declaredPorts(pod, port)
    .map(({ name, port: number }) => (name === undefined ? `${number}` : `${number} (${name})`))
    .join(', ');
}
