import { mapNonEmpty } from '../../core/non-empty.js';
import type { Container, Pod, PodSpec } from '../../model/facets.js';
import { minutesInWords, minutesSince } from '../../model/lookup/age.js';
import { endInWords, lastEnd } from '../../model/lookup/container-end.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, podsByWorkload, proxyContainer, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** From how many restarts on a container counts, if the last one was within a day of the capture. */
const manyRestarts = 5;
const recentMinutes = 24 * 60;
/** Without a time (rows of a table) only what no ordinary life of a pod explains. */
const manyRestartsOfUnknownAge = 20;

export const podsRestarts = defineCheck({
  meta: {
    id: 'pods/restarts',
    title: 'Containers keep running',
    severity: 'warning',
    basis: 'observed',
    why: 'Each restart drops the open requests of its pod and shows at the callers as connection resets (UC, UF).',
    fix: [
      {
        text: 'Read the log of the previous instance, and compare its end with memory limits and liveness probes.',
        command: 'kubectl logs -n {namespace} {pod} -c {container} --previous',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    recent:
      'Container {container} of {namespace}/{workload} restarted up to {restarts} times, last {age} before the capture: {reason}',
    count: 'Pods of {namespace}/{workload} restarted up to {restarts} times; when is not known',
  },
  identity: ['container'],
  *run({ pods, mesh, podSpecs }, { now }) {
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const restarts = group.flatMap((pod) => restartsOf(pod, specOf(podSpecs, pod), now));
      for (const [container, same] of groupBy(restarts, (restart) => restart.container?.name ?? '')) {
        const most = same.reduce((worst, restart) => (restart.count > worst.count ? restart : worst));
        const subject = workloadSubject(most.pod);
        const evidence = mapNonEmpty(same, cite);
        const args = { namespace, workload, pod: most.pod.name, restarts: most.count };
        if (most.container === undefined) {
          yield { messageId: 'count', args, subject, evidence, severity: 'info' };
          continue;
        }
        const end = lastEnd(most.container);
        yield {
          messageId: 'recent',
          args: {
            ...args,
            container,
            age: minutesInWords(minutesSince(end?.finished, now) ?? 0),
            reason: endInWords(end) ?? 'no exit code is known',
          },
          subject,
          evidence,
          ...(end?.finished !== undefined && { lastSeen: end.finished }),
        };
      }
    }
  },
});

interface Restarts {
  pod: Pod;
  container?: Container;
  count: number;
}

function restartsOf(pod: Pod, spec: PodSpec | undefined, now: Date): Restarts[] {
  if (spec === undefined) {
    const count = pod.restarts ?? 0;
    return pod.status === 'Running' && count >= manyRestartsOfUnknownAge ? [{ pod, count }] : [];
  }
  return spec.containers.flatMap((container) => {
    const { name, state, restarts: count = 0 } = container;
    const age = minutesSince(lastEnd(container)?.finished, now);
    const runs = name !== proxyContainer && state?.state === 'running';
    return runs && count >= manyRestarts && age !== undefined && age < recentMinutes ? [{ pod, container, count }] : [];
  });
}

function cite({ pod, container, count }: Restarts) {
  if (container === undefined) return citePod(pod, 'RESTARTS', String(count));
  const facts = [`${count} restarts`, endInWords(lastEnd(container)), lastEnd(container)?.finished];
  return citePod(pod, `status.containerStatuses[${container.name}]`, facts.filter(Boolean).join(', '));
}
