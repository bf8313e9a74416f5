import { mapNonEmpty } from '../../core/non-empty.js';
import type { Container, ContainerState, Pod, PodSpec } from '../../model/facets.js';
import { endInWords, lastEnd } from '../../model/lookup/container-end.js';
import { groupBy } from '../../model/lookup/derive.js';
import {
  citePod,
  isFinished,
  podsByWorkload,
  proxyContainer,
  specOf,
  workloadSubject,
} from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** Reasons of a waiting container that was started in vain, as the kubelet writes them. */
const crashReasons = ['CrashLoopBackOff', 'RunContainerError', 'PostStartHookError'];

/** What exit codes mean by convention of shells and container runtimes (128 + signal). */
const exitCodeHints: ReadonlyMap<number, string> = new Map([
  [0, 'The process ends by itself and without an error, as a batch job does; a server has to stay in the foreground.'],
  [126, 'The command was found but may not be executed.'],
  [127, 'The command was not found in the image.'],
  [
    137,
    'The process was killed (SIGKILL): by the kernel when over its memory limit, or after a failed liveness probe.',
  ],
  [139, 'The process crashed with a segmentation fault (SIGSEGV).'],
  [143, 'The process was asked to stop (SIGTERM), as the kubelet does after a failed liveness probe.'],
]);

export const podsCrashLoop = defineCheck({
  meta: {
    id: 'pods/crash-loop',
    title: 'No container crashes again and again',
    severity: 'error',
    basis: 'observed',
    why: 'A container in a crash loop serves nothing while it waits for its next start, up to five minutes each time, and its pod is no endpoint.',
    fix: [
      {
        text: 'Read the log of the container that crashed last.',
        command: 'kubectl logs -n {namespace} {pod} -c {container} --previous',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
      {
        text: 'If it cannot reach the network at start, let it wait for the proxy: holdApplicationUntilProxyStarts, or native sidecars.',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    container:
      'Container {container} of {namespace}/{workload} crashes again and again ({count} of {total} pods): {reason}',
    status: 'Pods of {namespace}/{workload} are in {status} ({count} of {total})',
  },
  identity: ['container'],
  *run({ pods, mesh, podSpecs }) {
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const crashes = group.flatMap((pod) => crashesOf(pod, specOf(podSpecs, pod)));
      for (const [container, same] of groupBy(crashes, (crash) => crash.container?.name ?? '')) {
        const [{ pod, container: first }] = same;
        const last = first === undefined ? undefined : lastEnd(first);
        yield {
          messageId: first === undefined ? 'status' : 'container',
          args: {
            namespace,
            workload,
            pod: pod.name,
            status: pod.status,
            count: same.length,
            total: group.length,
            ...(first !== undefined && { container, reason: endInWords(last) ?? 'no exit code is known' }),
          },
          subject: workloadSubject(pod),
          evidence: mapNonEmpty(same, cite),
          ...hint(last),
          ...(last?.finished !== undefined && { lastSeen: last.finished }),
        };
      }
    }
  },
});

interface Crash {
  pod: Pod;
  /** Absent when only the row of a table is known. */
  container?: Container;
}

function crashesOf(pod: Pod, spec: PodSpec | undefined): Crash[] {
  if (spec === undefined) return isCrashStatus(pod) ? [{ pod }] : [];
  if (isFinished(spec)) return [];
  const crashing = spec.containers.filter((container) => container.name !== proxyContainer && isCrashing(container));
  return crashing.map((container) => ({ pod, container }));
}

/** Between two starts a container shows how it ended; that it was started before tells it from one that ran once. */
function isCrashing({ state, restarts = 0 }: Container): boolean {
  if (state?.state === 'waiting') return crashReasons.includes(state.reason ?? '');
  return state?.state === 'terminated' && (state.exitCode ?? 0) !== 0 && restarts >= 2;
}

function isCrashStatus({ status, restarts = 0 }: Pod): boolean {
  const reason = status.replace('Init:', '');
  return crashReasons.includes(reason) || ((reason === 'Error' || reason === 'OOMKilled') && restarts >= 2);
}

function hint(end: ContainerState | undefined): { detail?: string } {
  const detail = end?.exitCode === undefined ? undefined : exitCodeHints.get(end.exitCode);
  return detail === undefined ? {} : { detail };
}

function cite({ pod, container }: Crash) {
  if (container === undefined) return citePod(pod, 'STATUS', pod.status);
  const facts = [container.state?.reason, endInWords(lastEnd(container)), `${container.restarts ?? 0} restarts`];
  return citePod(pod, `status.containerStatuses[${container.name}]`, facts.filter(Boolean).join(', '));
}
