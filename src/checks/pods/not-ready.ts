import type { Evidence } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { KubernetesEvent, Pod, PodSpec } from '../../model/facets.js';
import { minutesInWords, minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { latestEvent } from '../../model/lookup/events.js';
import {
  applicationContainers,
  citePod,
  hasEnded,
  podsByWorkload,
  proxyContainer,
  specOf,
  workloadSubject,
} from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** How long a pod may take to become ready, and a Job's pod to end after its application has. */
const graceMinutes = 5;

export const podsNotReady = defineCheck({
  meta: {
    id: 'pods/not-ready',
    title: 'Running pods are ready',
    severity: 'error',
    basis: 'observed',
    why: 'A pod that is not ready is taken out of the endpoints of its services. When all of them are, callers get 503 with the flag UH.',
    fix: [
      {
        text: 'Ask why the readiness probe fails: the events carry its answer, the log of the container its reason.',
        command: 'kubectl describe pod -n {namespace} {pod}',
        doc: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
      },
      {
        text: 'For Jobs, use native sidecars (Kubernetes 1.28 or later), or let the job end its proxy with a POST to localhost:15020/quitquitquit.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs', 'events', 'capture'],
  messages: {
    container:
      'Container {container} of {namespace}/{workload} runs but is not ready ({count} of {total} pods), {reason}',
    gate: 'Pods of {namespace}/{workload} are kept from being ready ({count} of {total}): {reason}',
    row: 'Pods of {namespace}/{workload} run but are not ready ({count} of {total}); since when is not known',
    partlyEnded:
      'Pods of {namespace}/{workload} have containers that ended and others that run on ({count} of {total}), as a Job has whose proxy keeps running',
    job: 'Pods of Job {namespace}/{workload} have done their work but do not end ({count} of {total}): their istio-proxy keeps running',
  },
  *run({ pods, mesh, podSpecs, events, capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const total = group.filter((pod) => !hasEnded(pod, specOf(podSpecs, pod))).length;
      const unready = group.flatMap((pod) => unreadyOf(pod, specOf(podSpecs, pod), events, start) ?? []);
      for (const same of groupBy(unready, ({ messageId, args }) => `${messageId}/${args.container ?? ''}`).values()) {
        const [first] = same;
        yield {
          messageId: first.messageId,
          args: { namespace, workload, pod: first.pod.name, count: same.length, total, ...first.args },
          subject: workloadSubject(first.pod),
          severity: isSure(first) && same.length === total ? 'error' : 'warning',
          evidence: mapNonEmpty(same, ({ evidence }) => evidence),
        };
      }
    }
  },
  identity: ['container'],
});

interface Unready {
  messageId: 'container' | 'gate' | 'row' | 'partlyEnded' | 'job';
  pod: Pod;
  args: { container?: string; reason?: string };
  evidence: Evidence;
}

function unreadyOf(
  pod: Pod,
  spec: PodSpec | undefined,
  events: readonly KubernetesEvent[] | undefined,
  start: Date,
): Unready | undefined {
  if (pod.status !== 'Running' && pod.status !== 'NotReady') return undefined;
  if (spec === undefined) return unreadyRow(pod);
  if (spec.deleted !== undefined) return undefined;
  if (isHeldOpen(spec, start)) {
    const evidence = citePod(spec, 'status.containerStatuses[istio-proxy].state', 'running');
    return { messageId: 'job', pod: spec, args: {}, evidence };
  }
  return unreadySpec(spec, events, start);
}

/** The row of a table does not tell since when, and a Job has done its work. */
function isSure({ messageId }: Unready): boolean {
  return messageId === 'container' || messageId === 'gate';
}

function unreadyRow(pod: Pod): Unready | undefined {
  const { ready } = pod;
  if (ready === undefined || ready.ready >= ready.total) return undefined;
  // kubectl shows NotReady for a pod in which some containers completed and others run.
  const messageId = pod.status === 'NotReady' ? 'partlyEnded' : 'row';
  return { messageId, pod, args: {}, evidence: citePod(pod, 'READY', `${ready.ready}/${ready.total}`) };
}

function unreadySpec(pod: PodSpec, events: readonly KubernetesEvent[] | undefined, start: Date): Unready | undefined {
  const condition = pod.conditions.find(({ type }) => type === 'Ready');
  if (condition === undefined || condition.status === 'True') return undefined;
  const age = minutesSince(condition.since, start);
  if (age !== undefined && age < graceMinutes) return undefined;

  const evidence = citePod(pod, 'status.conditions[Ready]', `${condition.status} ${condition.message ?? ''}`.trim());
  const unready = pod.containers.filter(({ kind, ready }) => kind !== 'init' && ready === false);
  if (unready.length === 0) {
    const reason = condition.message ?? condition.reason ?? 'the Ready condition gives no reason';
    return { messageId: 'gate', pod, args: { reason: shorten(reason) }, evidence };
  }
  const culprit = unready.find(({ name, state }) => name !== proxyContainer && state?.state === 'running');
  if (culprit === undefined) return undefined;
  const since = age === undefined ? 'since when is not known' : `for ${minutesInWords(age)}`;
  const event = latestEvent(events, { kind: 'Pod', ...pod }, ['Unhealthy', 'ProbeWarning']);
  const reason = event === undefined ? since : `${since}: ${shorten(event.message)}`;
  return { messageId: 'container', pod, args: { container: culprit.name, reason }, evidence };
}

/** A Job ends when all its containers have, and a proxy that is an ordinary container never does. */
function isHeldOpen(pod: PodSpec, start: Date): boolean {
  if (pod.owner?.kind !== 'Job') return false;
  const proxy = pod.containers.find(({ name }) => name === proxyContainer);
  const applications = applicationContainers(pod);
  return (
    proxy?.kind === 'app' &&
    proxy.state?.state === 'running' &&
    applications.length > 0 &&
    applications.every(
      ({ state }) =>
        state?.state === 'terminated' &&
        state.exitCode === 0 &&
        (minutesSince(state.finished, start) ?? graceMinutes) >= graceMinutes,
    )
  );
}
