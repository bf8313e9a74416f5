import type { Evidence } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { Container, KubernetesEvent, Pod, PodSpec } from '../../model/facets.js';
import { minutesInWords, minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citeEvent, latestEvent } from '../../model/lookup/events.js';
import { citePod, hasEnded, podsByWorkload, proxyContainer, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** How long scheduling, volumes, images and init containers may take before anybody has to look. */
const graceMinutes = 5;

/** Statuses of a pod that waits; those of pods that failed at something belong to other checks. */
const waitingStatus = /^(?:Pending|SchedulingGated|ContainerCreating|PodInitializing|Init:\d{1,3}\/\d{1,3})$/;

export const podsPending = defineCheck({
  meta: {
    id: 'pods/pending',
    title: 'Pods are scheduled and started',
    severity: 'error',
    why: 'A pending pod serves nothing: it waits for a node, a volume, a configuration object or an init container.',
    fix: [
      {
        text: "Read the pods' events; they name what is waited for.",
        command: 'kubectl describe pod -n {namespace} {pod}',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/#my-pod-stays-pending',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs', 'events', 'capture'],
  messages: {
    unscheduled: 'Pods of {namespace}/{workload} cannot be scheduled ({count} of {total}): {reason}',
    notCreated: 'Container {container} of {namespace}/{workload} cannot be created ({count} of {total} pods): {reason}',
    notStarted: 'Pods of {namespace}/{workload} have not started after {age} ({count} of {total}): {reason}',
    status: 'Pods of {namespace}/{workload} are {status} ({count} of {total}); since when is not known',
  },
  *run({ pods, mesh, podSpecs, events, capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const total = group.filter((pod) => !hasEnded(pod, specOf(podSpecs, pod))).length;
      const waits = group.flatMap((pod) => waitOf(pod, specOf(podSpecs, pod), events, start) ?? []);
      for (const same of groupBy(waits, (wait) => wait.messageId).values()) {
        const [first] = same;
        yield {
          messageId: first.messageId,
          args: { namespace, workload, pod: first.pod.name, count: same.length, total, ...first.args },
          subject: workloadSubject(first.pod),
          severity: first.severity ?? (same.length < total ? 'warning' : 'error'),
          evidence: mapNonEmpty(same, ({ evidence }) => evidence),
        };
      }
    }
  },
});

interface Wait {
  messageId: 'unscheduled' | 'notCreated' | 'notStarted' | 'status';
  pod: Pod;
  args: Record<string, string>;
  severity?: 'warning' | 'info';
  evidence: Evidence;
}

function waitOf(
  pod: Pod,
  spec: PodSpec | undefined,
  events: readonly KubernetesEvent[] | undefined,
  start: Date,
): Wait | undefined {
  if (spec === undefined) return waitOfRow(pod);
  if (spec.phase !== 'Pending' || spec.deleted !== undefined || isManifest(spec)) return undefined;
  const refused = spec.containers.find(isRefused);
  if (refused !== undefined) return refusal(spec, refused);
  const age = minutesSince(spec.created, start);
  if (!waitingStatus.test(spec.status) || (age !== undefined && age < graceMinutes)) return undefined;
  return spec.node === undefined ? unscheduled(spec, events) : notStarted(spec, events, age);
}

/** A manifest has no status: nothing was asked to run yet. */
function isManifest({ created, conditions }: PodSpec): boolean {
  return created === undefined && conditions.length === 0;
}

/** A table gives no age: the pod may be seconds old. */
function waitOfRow(pod: Pod): Wait | undefined {
  if (!waitingStatus.test(pod.status)) return undefined;
  const evidence = citePod(pod, 'STATUS', pod.status);
  const severity = pod.status === 'Pending' ? 'warning' : 'info';
  return { messageId: 'status', pod, args: { status: pod.status }, severity, evidence };
}

function isRefused({ state }: Container): boolean {
  return state?.reason === 'CreateContainerConfigError' || state?.reason === 'CreateContainerError';
}

function refusal(pod: PodSpec, { name, state }: Container): Wait {
  const reason = state?.message ?? state?.reason ?? '';
  return {
    messageId: 'notCreated',
    pod,
    args: { container: name, reason: shorten(reason) },
    evidence: citePod(pod, `status.containerStatuses[${name}].state.waiting`, reason),
  };
}

function unscheduled(pod: PodSpec, events: readonly KubernetesEvent[] | undefined): Wait {
  const condition = pod.conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const event = latestEvent(events, { kind: 'Pod', ...pod }, ['FailedScheduling']);
  const reason = condition?.message ?? event?.message ?? condition?.reason ?? 'the scheduler gives no reason';
  const stated = condition?.message === undefined ? event : undefined;
  return {
    messageId: 'unscheduled',
    pod,
    args: { reason: shorten(reason) },
    evidence: stated === undefined ? citePod(pod, 'status.conditions[PodScheduled]', reason) : citeEvent(stated),
  };
}

/** Reasons of the kubelet's events while it sets up a pod. */
const setupReasons = ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume', 'Failed', 'FailedSync'];

function notStarted(
  pod: PodSpec,
  events: readonly KubernetesEvent[] | undefined,
  age: number | undefined,
): Wait | undefined {
  const about = { kind: 'Pod', ...pod };
  // pods/no-address has the pods whose network cannot be set up, proxies/not-ready those that wait for their proxy.
  if (pod.ip === undefined && latestEvent(events, about, ['FailedCreatePodSandBox', 'NetworkNotReady']))
    return undefined;
  const blocking = pod.containers.find(blocksStart);
  if (blocking?.name === proxyContainer) return undefined;

  const event = latestEvent(events, about, setupReasons);
  const reason =
    event?.message ??
    (blocking === undefined ? `it is ${pod.status}, and no event tells why` : `${blocking.name} has not finished`);
  return {
    messageId: 'notStarted',
    pod,
    args: { age: age === undefined ? 'an unknown time' : minutesInWords(age), reason: shorten(reason) },
    evidence: event === undefined ? citePod(pod, 'status', pod.status) : citeEvent(event),
  };
}

/** Init containers run one after the other, each to its end; a native sidecar has to be up before the next one. */
function blocksStart({ kind, state, ready }: Container): boolean {
  if (kind === 'init') return state?.state === 'running';
  return kind === 'sidecar' && ready === false && state?.state === 'running';
}
