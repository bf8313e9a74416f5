import { citeField, type Evidence } from '../../core/evidence.js';
import type { Subject } from '../../core/subject.js';
import type { Labels, PodSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isIstioResource, isPodInMesh, isWorkloadInMesh } from '../../model/lookup/in-mesh.js';
import { isFinished, proxyContainer, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck, type Finding } from '../check.js';

/** The user of the proxy, whose traffic the redirection leaves alone. */
const proxyUser = 1337;

const ownContainers: readonly string[] = [proxyContainer, 'istio-operator'];

export const injectionProxyUser = defineCheck({
  meta: {
    id: 'injection/proxy-user',
    title: 'Applications do not run as the user of the proxy',
    severity: 'warning',
    basis: 'declared',
    why: 'Traffic of user 1337 is not redirected to the sidecar, so that calls of the application leave the pod in plain text and past all policies.',
    fix: [
      {
        text: 'Run the application as another user.',
        command: 'kubectl get {kind} -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    aliases: ['IST0144'],
    decides:
      'Looks at runAsUser of the pod and of each container but istio-proxy and istio-operator. Outside of manifests only workloads in the mesh are told.',
    falsePositives: [
      'Silent about init containers: those that need the network before the proxy runs have to use this user.',
      'Silent about resources of Istio itself.',
    ],
  },
  requires: ['workloads', 'mesh'],
  uses: ['podSpecs', 'namespaces'],
  messages: {
    sameUser: '{kind} {namespace}/{name} runs {what} as user 1337, that of the proxy',
  },
  *run({ workloads, mesh, podSpecs = [], namespaces }) {
    for (const workload of workloads) {
      const { kind, namespace, name, labels = new Map(), source } = workload;
      if (isLeftOut(namespace, labels) || !(mesh.isManifests || isWorkloadInMesh(workload, namespaces))) continue;
      const place = placeIn(workload, 'spec.template.spec');
      if (place !== undefined) yield finding({ kind, namespace, name }, place, source);
    }
    const known = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const pod of podSpecs) {
      if (isLeftOut(pod.namespace, pod.labels) || !(mesh.isManifests || isPodInMesh(pod, namespaces))) continue;
      if (isFinished(pod) || (pod.owner !== undefined && known.has(`${pod.namespace}/${pod.workload}`))) continue;
      const place = placeIn(pod, 'spec');
      if (place !== undefined) yield finding(subjectOf(pod), place, pod.source);
    }
  },
});

function isLeftOut(namespace: string, labels: Labels): boolean {
  return !isAnalyzedNamespace(namespace) || isIstioResource(labels);
}

function subjectOf(pod: PodSpec): Subject {
  const { namespace, name } = pod;
  return pod.owner === undefined ? { kind: 'Pod', namespace, name } : workloadSubject(pod);
}

interface RunsAs {
  runAsUser?: number;
  containers?: readonly { name: string; kind: string; runAsUser?: number }[];
}

function placeIn({ runAsUser, containers = [] }: RunsAs, spec: string): { field: string; what: string } | undefined {
  if (runAsUser === proxyUser) return { field: `${spec}.securityContext.runAsUser`, what: 'its containers' };
  const container = containers.find(
    ({ name, kind, runAsUser: user }) => kind === 'app' && user === proxyUser && !ownContainers.includes(name),
  );
  if (container === undefined) return undefined;
  const field = `${spec}.containers[${container.name}].securityContext.runAsUser`;
  return { field, what: `container ${container.name}` };
}

function finding(
  subject: Subject,
  { field, what }: { field: string; what: string },
  source: Evidence,
): Finding<'sameUser'> {
  const { kind, namespace = '', name } = subject;
  return {
    messageId: 'sameUser',
    args: { kind, namespace, name, what },
    subject,
    evidence: [citeField(source, field, String(proxyUser))],
  };
}
