import { citeField } from '../../core/evidence.js';
import type { PodSockets, PodSpec, ServicePort } from '../../model/facets.js';
import { citePod } from '../../model/lookup/pods.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { serviceSubject } from '../../model/lookup/services.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const servicesHeadless = defineCheck({
  meta: {
    id: 'services/headless',
    title: 'Headless services use the port that their pods listen on',
    severity: 'warning',
    why: 'The name of a headless service resolves to the addresses of its pods, and the sidecar of the client connects to exactly the address and port that were asked for. Nothing translates a port into its targetPort.',
    fix: [
      {
        text: 'Give port and targetPort the same number, or give the service a cluster IP.',
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services',
      },
    ],
  },
  requires: ['serviceSpecs', 'podSpecs'],
  uses: ['podSockets'],
  messages: {
    notTranslated:
      'Headless service {namespace}/{name} maps port {port} to {target}, but clients connect to port {port} of the pods',
  },
  identity: ['port'],
  *run({ serviceSpecs, podSpecs, podSockets = [] }) {
    for (const service of serviceSpecs) {
      if (!service.clusterIPs.includes('None')) continue;
      const pods = podsOfService(podSpecs, service);
      for (const port of service.ports) {
        const translated = pods.find((pod) => targetPortIn(pod, port) !== port.port);
        const target = translated === undefined ? undefined : targetPortIn(translated, port);
        if (translated === undefined || target === undefined) continue;
        if (pods.some((pod) => declares(pod, port)) || podSockets.some((sockets) => listens(sockets, pods, port)))
          continue;
        const { namespace, name, source } = service;
        yield {
          messageId: 'notTranslated',
          args: { namespace, name, port: port.port, target },
          subject: serviceSubject(service),
          evidence: [
            citeField(source, 'spec.ports', `${port.port} to ${port.targetPort ?? target}`),
            citePod(translated, 'spec.containers.ports', String(target)),
          ],
        };
      }
    }
  },
});

/** The pod has the service's own port as well. */
function declares(pod: PodSpec, { port, protocol }: ServicePort): boolean {
  return pod.containers.some(({ ports }) => ports.some((own) => own.port === port && own.protocol === protocol));
}

function listens({ pod, listening }: PodSockets, pods: readonly PodSpec[], { port }: ServicePort): boolean {
  return (
    listening.some((socket) => socket.port === port) &&
    pods.some(({ namespace, name }) => namespace === pod.namespace && name === pod.name)
  );
}
