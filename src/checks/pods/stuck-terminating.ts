import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec } from '../../model/facets.js';
import { minutesInWords, minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { citePod, podsByWorkload, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** How long past its deadline a pod may linger: the kubelet and the API server need a moment. */
const graceMinutes = 5;

export const podsStuckTerminating = defineCheck({
  meta: {
    id: 'pods/stuck-terminating',
    title: 'Deleted pods go away',
    severity: 'warning',
    why: 'A pod that is past its grace period and still there is held by its node, a volume, a finalizer or a process that does not end. A StatefulSet does not replace it.',
    fix: [
      {
        text: 'See which node the pod is on and whether that node is ready, and which finalizers hold the pod.',
        command: 'kubectl get pods -n {namespace} -o wide',
        doc: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['nodes', 'capture'],
  messages: {
    node: 'Pods of {namespace}/{workload} should have been gone for {age} ({count} of {total}); node {node} is not ready',
    lingering: 'Pods of {namespace}/{workload} should have been gone for {age} ({count} of {total})',
  },
  *run({ podSpecs, mesh, nodes = [], capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    const lostNodes = new Set(nodes.filter((node) => !node.ready).map((node) => node.name));
    for (const group of podsByWorkload(podSpecs, mesh)) {
      const [{ namespace, workload }] = group;
      // metadata.deletionTimestamp is when the grace period ends, not when the deletion was asked for.
      const overdue = (pod: PodSpec) => minutesSince(pod.deleted, start) ?? 0;
      const late = group.filter((pod) => overdue(pod) >= graceMinutes);
      if (!isNonEmpty(late)) continue;
      const node = late.find((pod) => lostNodes.has(pod.node ?? ''))?.node;
      yield {
        messageId: node === undefined ? 'lingering' : 'node',
        args: {
          namespace,
          workload,
          count: late.length,
          total: group.length,
          age: minutesInWords(Math.max(...late.map(overdue))),
          ...(node !== undefined && { node }),
        },
        subject: workloadSubject(late[0]),
        evidence: mapNonEmpty(late, (pod) => citePod(pod, 'metadata.deletionTimestamp', pod.deleted ?? '')),
      };
    }
  },
});
