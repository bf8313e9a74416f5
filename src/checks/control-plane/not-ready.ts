import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Pod, PodSpec, Workload } from '../../model/facets.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { citePod, hasEnded, isControlPlane, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** How long a replica may take to start: istiod is ready once its caches have synced. */
const startMinutes = 3;

export const controlPlaneNotReady = defineCheck({
  meta: {
    id: 'control-plane/not-ready',
    title: 'The control plane is ready',
    severity: 'error',
    basis: 'observed',
    why: 'Without a ready control plane no proxy gets a new configuration or a new certificate, and pods cannot be injected. What runs goes on with what it has.',
    fix: [
      {
        text: 'See why the pods are not ready: scheduling, image, crash, or a readiness probe that fails while caches do not sync.',
        command: 'kubectl describe pods -n {namespace}',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
      {
        text: 'Read the log for the cluster or the resource that it waits for.',
        command: 'kubectl logs -n {namespace} deployment/{workload}',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs', 'workloads', 'capture'],
  messages: {
    unready: 'Control plane {namespace}/{workload} is not ready ({count} of {total} pods): {reason}',
    replicas:
      'Control plane {namespace}/{workload} has {ready} of {replicas} replicas, and the missing ones have no pod',
  },
  applies: ({ pods, mesh }) =>
    pods.some((pod) => isControlPlane(pod, mesh)) ||
    'no pod of a control plane is in the bundle: it runs elsewhere, or was not captured',
  *run({ pods, mesh, podSpecs, workloads, capture }, { now, undecided }) {
    const settled = captureStart(capture, now) - startMinutes * 60_000;
    const live = pods.filter((pod) => isControlPlane(pod, mesh) && isLive(pod, specOf(podSpecs, pod)));
    const byWorkload = groupBy(live, ({ namespace, workload }) => `${namespace}/${workload}`);
    for (const group of byWorkload.values()) {
      const unready = group.filter((pod) => isUnready(pod, specOf(podSpecs, pod), settled));
      if (!isNonEmpty(unready)) continue;
      const [{ namespace, workload }] = group;
      yield {
        messageId: 'unready',
        args: { namespace, workload, count: unready.length, total: group.length, reason: reasonOf(unready[0]) },
        subject: workloadSubject({ namespace, workload }),
        severity: unready.length === group.length ? 'error' : 'warning',
        evidence: mapNonEmpty(unready, (pod) => citePod(pod, 'status', reasonOf(pod))),
      };
    }
    for (const workload of workloads ?? []) {
      const { namespace, name, replicas = 0, readyReplicas = 0, conditions, source } = workload;
      const present = byWorkload.get(`${namespace}/${name}`)?.length ?? 0;
      // A manifest has no conditions: nothing ran yet.
      if (conditions.length === 0 || !isControlPlane({ namespace, workload: name }, mesh) || present >= replicas)
        continue;
      if (!hasAll(mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one of ${namespace}/${name}`));
        continue;
      }
      yield {
        messageId: 'replicas',
        args: { namespace, workload: name, ready: readyReplicas, replicas },
        subject: workloadSubject({ namespace, workload: name }),
        severity: readyReplicas === 0 ? 'error' : 'warning',
        evidence: [
          citeField(source, 'status.readyReplicas', `${readyReplicas} of ${replicas}${unavailable(workload)}`),
        ],
      };
    }
  },
});

function isLive(pod: Pod, spec: PodSpec | undefined): boolean {
  return pod.status !== 'Terminating' && spec?.deleted === undefined && !hasEnded(pod, spec);
}

function isUnready({ status, ready }: Pod, spec: PodSpec | undefined, settled: number): boolean {
  const isReady = status === 'Running' && (ready === undefined || ready.ready === ready.total);
  if (isReady) return false;
  const since = spec?.conditions.find(({ type }) => type === 'Ready')?.since ?? spec?.created;
  return !(Date.parse(since ?? '') > settled);
}

function reasonOf({ status, ready }: Pod): string {
  return status === 'Running' && ready !== undefined ? `${ready.ready} of ${ready.total} containers ready` : status;
}

function unavailable({ conditions }: Workload): string {
  const message = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True')?.message;
  return message === undefined ? '' : `: ${message}`;
}
