import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { Pod, PodSpec, Workload } from '../../model/facets.js';
import { endInWords, lastEnd } from '../../model/lookup/container-end.js';
import { citePod, hasEnded, podsByWorkload, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const podsFailed = defineCheck({
  meta: {
    id: 'pods/failed',
    title: 'No pods were evicted and none failed',
    severity: 'warning',
    basis: 'observed',
    why: 'A failed pod is not started again. Evictions mean that a node ran short of memory or disk, and hit other pods there too.',
    fix: [
      {
        text: 'Read why the pods failed, then delete what is left of them.',
        command: 'kubectl get pods -n {namespace} --field-selector=status.phase=Failed -o wide',
        doc: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs', 'workloads'],
  messages: {
    evicted: 'Pods of {namespace}/{workload} were evicted from their nodes ({count}): {reason}',
    failed: 'Pods of {namespace}/{workload} failed ({count}): {reason}',
  },
  *run({ pods, mesh, podSpecs, workloads = [] }) {
    const completed = new Set(workloads.filter(isCompletedJob).map(({ namespace, name }) => `${namespace}/${name}`));
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      if (completed.has(`${namespace}/${workload}`)) continue;
      const failed = group.flatMap((pod) => failureOf(pod, specOf(podSpecs, pod)) ?? []);
      const failedPods = new Set(failed.map(({ pod }) => pod));
      const rest = group.filter((pod) => !failedPods.has(pod));
      // A Job makes a new pod after a failure, up to its backoffLimit: as long as one lives or succeeded, all is well.
      const livingJobs = new Set(rest.map((pod) => jobOf(specOf(podSpecs, pod))));
      const failures = failed.filter(({ job }) => job === undefined || !livingJobs.has(job));
      for (const messageId of ['evicted', 'failed'] as const) {
        const same = failures.filter((failure) => failure.messageId === messageId);
        if (!isNonEmpty(same)) continue;
        yield {
          messageId,
          args: { namespace, workload, count: same.length, reason: shorten(same[0].reason) },
          subject: workloadSubject(same[0].pod),
          severity: rest.length > 0 ? 'info' : 'warning',
          evidence: mapNonEmpty(same, ({ pod, reason }) => citePod(pod, 'status', reason)),
        };
      }
    }
  },
});

interface Failure {
  messageId: 'evicted' | 'failed';
  pod: Pod;
  reason: string;
  /** Name of the Job that made the pod. */
  job?: string;
}

function failureOf(pod: Pod, spec: PodSpec | undefined): Failure | undefined {
  if (!hasEnded(pod, spec) || pod.status === 'Completed' || pod.status === 'Succeeded') return undefined;
  if (spec?.phase === 'Succeeded') return undefined;
  const ends = (spec?.containers ?? []).map(lastEnd).filter((end) => (end?.exitCode ?? 0) !== 0);
  const reason = spec?.message ?? spec?.reason ?? endInWords(ends[0]) ?? pod.status;
  const evicted = pod.status === 'Evicted' || spec?.reason === 'Evicted';
  const job = jobOf(spec);
  return { messageId: evicted ? 'evicted' : 'failed', pod, reason, ...(job !== undefined && { job }) };
}

function jobOf(spec: PodSpec | undefined): string | undefined {
  return spec?.owner?.kind === 'Job' ? spec.owner.name : undefined;
}

function isCompletedJob({ kind, conditions }: Workload): boolean {
  return kind === 'Job' && conditions.some(({ type, status }) => type === 'Complete' && status === 'True');
}
