import type { Evidence } from '../../core/evidence.js';
import type { NonEmpty } from '../../core/non-empty.js';
import type { Subject } from '../../core/subject.js';
import type { Container, MeshFacts, Pod, PodSpec } from '../facets.js';
import { citeKept } from './cite.js';
import { derivedOnce, groupBy } from './derive.js';

export const proxyContainer = 'istio-proxy';

/** Components of the control plane by the name of their workload, from Istio 1.0 (Pilot, Mixer, Citadel, Galley) to istiod. */
const controlPlaneWorkloads =
  /^(?:istiod|istio-(?:pilot|citadel|galley|policy|telemetry|mixer|ca|sidecar-injector))(?:-|$)/;

export function isControlPlane(pod: { namespace: string; workload: string }, mesh: MeshFacts): boolean {
  return mesh.istioNamespaces.includes(pod.namespace) && controlPlaneWorkloads.test(pod.workload);
}

/** Phase Succeeded or Failed: the pod has no address any more, whatever its status still shows. */
export function isFinished(pod: PodSpec): boolean {
  return pod.phase === 'Succeeded' || pod.phase === 'Failed';
}

const endedStatuses = ['Completed', 'Succeeded', 'Failed', 'Evicted'];
/** A container that ended and was never started again ended its pod, as far as the row of a table can tell. */
const endedUnlessRestarted = ['Error', 'OOMKilled', 'ContainerStatusUnknown'];

/** Like `isFinished`, also for pods of which only the row of a table is known. */
export function hasEnded({ status, restarts = 0 }: Pod, spec: PodSpec | undefined): boolean {
  if (spec !== undefined) return isFinished(spec);
  return endedStatuses.includes(status) || (endedUnlessRestarted.includes(status) && restarts === 0);
}

/** Runs a proxy of its own: beside the application, as a native sidecar, or as a gateway. */
export function hasProxy(pod: PodSpec): boolean {
  return pod.containers.some((container) => container.name === proxyContainer);
}

/** Containers that run as long as the pod, other than the proxy. */
export function applicationContainers(pod: PodSpec): readonly Container[] {
  return pod.containers.filter(({ name, kind }) => kind !== 'init' && name !== proxyContainer);
}

/** An application with a proxy beside it, not a gateway. */
export function hasSidecar(pod: PodSpec): boolean {
  return hasProxy(pod) && applicationContainers(pod).length > 0;
}

const specsByName = derivedOnce(
  (podSpecs: readonly PodSpec[]) => new Map(podSpecs.map((spec) => [`${spec.namespace}/${spec.name}`, spec])),
);

/** The whole object of a pod that may come from a table. */
export function specOf(
  podSpecs: readonly PodSpec[] | undefined,
  pod: { namespace: string; name: string },
): PodSpec | undefined {
  return podSpecs === undefined ? undefined : specsByName(podSpecs).get(`${pod.namespace}/${pod.name}`);
}

/** Pods by the workload that owns them, without the control plane, which has checks of its own. */
export function podsByWorkload<P extends Pod>(pods: readonly P[], mesh: MeshFacts): Iterable<NonEmpty<P>> {
  const ofApplications = pods.filter((pod) => !isControlPlane(pod, mesh));
  return groupBy(ofApplications, (pod) => `${pod.namespace}/${pod.workload}`).values();
}

export function workloadSubject({ namespace, workload }: { namespace: string; workload: string }): Subject {
  return { kind: 'Workload', namespace, name: workload };
}

/** Points at one field of a pod and names the pod, which a pointer into a list does not. */
export function citePod(pod: Pod, field: string, value: string): Evidence {
  return citeKept(pod.source, field, `${value} (pod ${pod.name})`);
}
