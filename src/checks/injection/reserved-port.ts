import { citeField, type Evidence } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { PodSockets, PodSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isIstioResource, isPodInMesh } from '../../model/lookup/in-mesh.js';
import { applicationContainers, isFinished, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** TCP ports that a sidecar opens in its pod (Istio, Application Requirements: ports used by Istio). */
const sidecarPorts: ReadonlyMap<number, string> = new Map([
  [15000, 'the admin page of Envoy'],
  [15001, 'outbound traffic'],
  [15004, 'the debug port of the agent'],
  [15006, 'inbound traffic'],
  [15020, 'metrics and health of the agent'],
  [15021, 'health checks'],
  [15053, 'captured DNS'],
  [15090, 'metrics of Envoy'],
]);

/** Processes of the sidecar. */
const ownPrograms = /^(?:envoy|pilot-agent|agent)$/;

export const injectionReservedPort = defineCheck({
  meta: {
    id: 'injection/reserved-port',
    title: 'Applications in the mesh leave the ports of the proxy alone',
    severity: 'warning',
    basis: 'declared',
    why: 'Containers of a pod share its ports. Whoever comes second cannot open the port: the application fails, or the proxy does not become ready.',
    fix: [
      {
        text: 'Let the application listen on another port.',
        command: 'kubectl get pods -n {namespace} {pod} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio',
      },
    ],
    decides:
      'A container beside the sidecar declares one of 15000, 15001, 15004, 15006, 15020, 15021, 15053 and 15090 as its TCP port; or another program than the proxy listens on it.',
    falsePositives: [
      'A port that is declared only says what the container means to open.',
      'Silent about gateways, ambient pods and resources of Istio itself.',
    ],
  },
  requires: ['podSpecs'],
  uses: ['namespaces', 'podSockets'],
  messages: {
    declared:
      'Container {container} of {namespace}/{workload} declares port {port}, which the sidecar opens for {what}',
    taken:
      'Program {program} in pods of {namespace}/{workload} listens on port {port}, which the sidecar needs for {what}',
  },
  identity: ['port'],
  *run({ podSpecs, namespaces, podSockets = [] }) {
    const taken = podSockets.flatMap((sockets) => socketsOn(sockets, podSpecs));
    const isTaken = new Set(taken.map(({ pod, port }) => keyOf(pod, port)));
    for (const group of groupBy(taken, ({ pod, port }) => keyOf(pod, port)).values()) {
      const [{ pod, port, program }] = group;
      yield {
        messageId: 'taken',
        args: { ...about(pod), port, program, what: sidecarPorts.get(port) ?? '' },
        subject: workloadSubject(pod),
        severity: 'error',
        basis: 'observed',
        evidence: mapNonEmpty(group, ({ evidence }) => evidence),
      };
    }
    const declared = podSpecs.flatMap((pod) => (isApplication(pod, namespaces) ? declaredIn(pod) : []));
    for (const group of groupBy(declared, ({ pod, port }) => keyOf(pod, port)).values()) {
      const [{ pod, port, container }] = group;
      if (isTaken.has(keyOf(pod, port))) continue;
      yield {
        messageId: 'declared',
        args: { ...about(pod), port, container, what: sidecarPorts.get(port) ?? '' },
        subject: workloadSubject(pod),
        evidence: mapNonEmpty(group, (one) =>
          citeField(one.pod.source, `spec.containers[${container}].ports`, `${port} (pod ${one.pod.name})`),
        ),
      };
    }
  },
});

function isApplication(pod: PodSpec, namespaces: Parameters<typeof isPodInMesh>[1]): boolean {
  if (!isAnalyzedNamespace(pod.namespace) || pod.hostNetwork || isFinished(pod) || isIstioResource(pod.labels))
    return false;
  return isPodInMesh(pod, namespaces);
}

function declaredIn(pod: PodSpec): { pod: PodSpec; port: number; container: string }[] {
  return applicationContainers(pod).flatMap(({ name, ports }) =>
    ports.flatMap(({ port, protocol }) =>
      protocol === 'TCP' && sidecarPorts.has(port) ? { pod, port, container: name } : [],
    ),
  );
}

interface Taken {
  pod: PodSpec;
  port: number;
  program: string;
  evidence: Evidence;
}

function socketsOn({ pod, source, listening }: PodSockets, podSpecs: readonly PodSpec[]): Taken[] {
  const spec = specOf(podSpecs, pod);
  if (spec === undefined || !isApplication(spec, undefined)) return [];
  return listening.flatMap(({ protocol, port, program, line, excerpt }) =>
    protocol !== 'tcp' || program === undefined || ownPrograms.test(program) || !sidecarPorts.has(port)
      ? []
      : { pod: spec, port, program, evidence: { ...source, line, excerpt } },
  );
}

function keyOf({ namespace, workload }: PodSpec, port: number): string {
  return JSON.stringify([namespace, workload, port]);
}

function about({ namespace, workload, name }: PodSpec) {
  return { namespace, workload, pod: name };
}
