import { citeField, clipExcerpt, type Evidence } from '../../core/evidence.js';
import type { PodSockets } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import {
  applicationRuns,
  applicationSockets,
  inboundHosts,
  isReady,
  showsApplications,
  targetsIn,
} from '../../model/lookup/listening.js';
import { specOf } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const podNetworkPortNotListening = defineCheck({
  meta: {
    id: 'pod-network/port-not-listening',
    title: 'Applications listen on the ports that services send to',
    severity: 'error',
    basis: 'observed',
    why: 'Kubernetes makes an endpoint of every ready pod, whether or not anything listens on the target port. The proxy in front of it then answers 503 with "delayed connect error: 111" (connection refused).',
    fix: [
      {
        text: "Make the service's targetPort the port that the application listens on, or start what should listen there.",
        command: 'kubectl get service -n {namespace} {service} -o yaml',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-service/',
      },
    ],
  },
  requires: ['podSockets', 'podSpecs', 'serviceSpecs'],
  uses: ['proxyConfigs'],
  identity: ['target'],
  messages: {
    none: 'Nothing in pods of {namespace}/{workload} listens on port {target}, to which service {service} sends port {port}',
    one: 'Nothing in pods of {namespace}/{workload} listens on port {target}, to which service {service} sends port {port}; on other ports of the service the pods do listen',
  },
  applies({ podSockets }) {
    return showsApplications(podSockets);
  },
  *run({ podSockets, podSpecs, serviceSpecs, proxyConfigs }) {
    for (const sockets of podSockets) {
      const { pod, workload } = sockets;
      const spec = specOf(podSpecs, pod);
      if (spec === undefined || spec.hostNetwork || !applicationRuns(spec)) continue;
      const own = applicationSockets(sockets);
      // A ready application without a single socket: the list may show the processes of one container only.
      if (own.length === 0 && isReady(spec)) continue;
      const listens = ({ target }: { target: number }) => own.some((socket) => socket.port === target);
      for (const targets of groupBy(targetsIn(spec, serviceSpecs), ({ service }) => service.name).values()) {
        for (const missing of targets) {
          const { service, port, target } = missing;
          if (listens(missing) || isSentElsewhere(inboundHosts(proxyConfigs, pod, missing), target)) continue;
          const others = targets.some(listens);
          yield {
            messageId: others ? 'one' : 'none',
            args: { namespace: pod.namespace, workload, service: service.name, port: port.port, target },
            subject: { kind: 'Service', namespace: service.namespace, name: service.name },
            ...(others && { severity: 'warning' as const }),
            evidence: [
              citeSockets(sockets),
              citeField(service.source, 'spec.ports', `${port.port} to ${port.targetPort ?? target}`),
            ],
          };
        }
      }
    }
  },
});

/** A Sidecar resource hands the port to another one, or to a Unix socket. */
function isSentElsewhere(hosts: readonly string[] | undefined, target: number): boolean {
  return hosts?.some((host) => !host.endsWith(`:${target}`)) === true;
}

function citeSockets({ source, listening }: PodSockets): Evidence {
  const [first] = listening;
  return {
    ...source,
    ...(first !== undefined && { line: first.line }),
    excerpt: clipExcerpt(listening.map(({ excerpt }) => excerpt).join('\n')),
    reconstructed: true,
  };
}
