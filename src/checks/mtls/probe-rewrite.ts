import { citeField } from '../../core/evidence.js';
import type { Container, HealthProbe, PodSpec } from '../../model/facets.js';
import { fullName } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod } from '../../model/lookup/in-mesh.js';
import { applicationContainers, citePod, hasProxy, isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { strictPolicy } from '../../model/lookup/strict-port.js';
import { defineCheck } from '../check.js';

const rewrite = 'sidecar.istio.io/rewriteAppHTTPProbers';

export const mtlsProbeRewrite = defineCheck({
  meta: {
    id: 'mtls/probe-rewrite',
    title: 'Probes of workloads that take mutual TLS only go through the agent',
    severity: 'error',
    why: 'The kubelet has no certificate of the mesh. A probe by HTTP or gRPC that injection has not pointed at the agent is refused in mode STRICT, and the pod never gets ready or is restarted.',
    fix: [
      {
        text: `Remove the annotation ${rewrite}, or set it to true, and restart the workload.`,
        command: 'kubectl rollout restart -n {namespace} deployment/{workload}',
        doc: 'https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/',
      },
      { text: 'Or set the probed port to PERMISSIVE in portLevelMtls.' },
    ],
    decides: `A probe by HTTP or gRPC of a container beside a proxy names a port of the application, not the agent's; without a proxy in the object, annotation ${rewrite} is false. The PeerAuthentication in force for the port is STRICT.`,
    falsePositives: [
      'Probes by TCP and by command succeed without rewriting and are left alone, as are ambient pods.',
      'A workload of which a pod is ready in spite of it is left alone.',
    ],
  },
  requires: ['peerAuthentications', 'podSpecs', 'mesh'],
  uses: ['namespaces', 'meshConfig'],
  identity: ['container', 'probe'],
  messages: {
    notRewritten:
      'The {probe} of container {container} of {namespace}/{workload} asks port {port} directly, which accepts mutual TLS only (PeerAuthentication {policy})',
  },
  *run(facets) {
    const running = facets.podSpecs.filter((pod) => !isFinished(pod) && !isAmbientPod(pod));
    for (const pods of groupBy(running, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const [pod] = pods;
      if (!pods.every(isAskedDirectly)) continue;
      for (const { container, probe } of probesOf(pod)) {
        const port = portOf(probe, container);
        const policy = port === undefined ? undefined : strictPolicy(pod, port, facets);
        if (port === undefined || policy === undefined) continue;
        yield {
          messageId: 'notRewritten',
          args: {
            probe: probe.name,
            container: container.name,
            namespace: pod.namespace,
            workload: pod.workload,
            port,
            policy: fullName(policy),
          },
          subject: workloadSubject(pod),
          evidence: [
            citePod(pod, `metadata.annotations["${rewrite}"]`, pod.annotations.get(rewrite) ?? '(absent)'),
            citePod(pod, `spec.containers[${container.name}].${probe.name}`, `${probe.kind} ${probe.port}`),
            citeField(policy.source, 'spec.mtls.mode', 'STRICT'),
          ],
        };
      }
    }
  },
});

/** Injection rewrites unless the annotation says otherwise (the default since Istio 1.5). */
function isAskedDirectly(pod: PodSpec): boolean {
  if (!hasProxy(pod)) return pod.annotations.get(rewrite) === 'false';
  return pod.statusUnknown === true || applicationContainers(pod).some(({ ready }) => ready !== true);
}

function probesOf(pod: PodSpec): { container: Container; probe: HealthProbe }[] {
  return applicationContainers(pod).flatMap((container) =>
    (container.probes ?? [])
      .filter(({ kind, path = '' }) => kind !== 'tcp' && !path.startsWith('/app-health/'))
      .map((probe) => ({ container, probe })),
  );
}

function portOf({ port }: HealthProbe, { ports }: Container): number | undefined {
  return typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.port;
}
