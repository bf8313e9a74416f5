import { mapNonEmpty } from '../../core/non-empty.js';
import type { Container, PodSpec } from '../../model/facets.js';
import { minutesInWords, minutesSince } from '../../model/lookup/age.js';
import { endInWords, lastEnd } from '../../model/lookup/container-end.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, isControlPlane, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

const dayMinutes = 24 * 60;

export const controlPlaneRestarts = defineCheck({
  meta: {
    id: 'control-plane/restarts',
    title: 'The control plane keeps running',
    severity: 'warning',
    basis: 'observed',
    why: 'When istiod restarts, all its proxies reconnect at once and are configured anew; new pods and certificates wait meanwhile.',
    fix: [
      {
        text: 'Read the log of the instance before.',
        command: 'kubectl logs -n {namespace} {pod} -c {container} --previous',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
      {
        text: 'If it was killed for its memory, raise the limit, run more replicas, or send proxies less with Sidecar resources and discovery selectors.',
        doc: 'https://istio.io/latest/docs/ops/deployment/performance-and-scalability/',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  messages: {
    outOfMemory:
      'Control plane {namespace}/{workload} was killed for its memory ({container}), last {age} before the capture',
    ended: 'Control plane {namespace}/{workload} restarted ({container}), last {age} before the capture: {reason}',
  },
  identity: ['container'],
  applies: ({ podSpecs, mesh }) =>
    podSpecs.some((pod) => isControlPlane(pod, mesh)) ||
    'no pod of a control plane is in the bundle: it runs elsewhere, or was not captured',
  *run({ podSpecs, mesh }, { now }) {
    const restarts = podSpecs.filter((pod) => isControlPlane(pod, mesh)).flatMap((pod) => restartsOf(pod, now));
    const same = groupBy(restarts, ({ pod, container, killed }) =>
      JSON.stringify([pod.namespace, pod.workload, container.name, killed]),
    );
    for (const group of same.values()) {
      const { pod, container, age, killed } = group.reduce((last, next) => (next.age < last.age ? next : last));
      const end = lastEnd(container);
      yield {
        messageId: killed ? 'outOfMemory' : 'ended',
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          container: container.name,
          pod: pod.name,
          age: minutesInWords(age),
          reason: endInWords(end) ?? 'no exit code is known',
        },
        subject: workloadSubject(pod),
        ...(killed && { severity: 'error' }),
        evidence: mapNonEmpty(group, cite),
        ...(end?.finished !== undefined && { lastSeen: end.finished }),
      };
    }
  },
});

interface Restart {
  pod: PodSpec;
  container: Container;
  age: number;
  killed: boolean;
}

/** Restarts within a day; a node that went down (exit code 255) and a clean end are no fault of the control plane. */
function restartsOf(pod: PodSpec, now: Date): Restart[] {
  return pod.containers.flatMap((container) => {
    const end = lastEnd(container);
    const age = minutesSince(end?.finished, now);
    if (container.kind === 'init' || !container.restarts || age === undefined || age > dayMinutes) return [];
    if (end?.exitCode === 0 || end?.exitCode === 255) return [];
    return [{ pod, container, age, killed: end?.reason === 'OOMKilled' }];
  });
}

function cite({ pod, container }: Restart) {
  const end = lastEnd(container);
  const facts = [endInWords(end), end?.finished, `${container.restarts ?? 0} restarts`];
  return citePod(pod, `status.containerStatuses[${container.name}].lastState`, facts.filter(Boolean).join(', '));
}
