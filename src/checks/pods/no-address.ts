import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import { minutesSince } from '../../model/lookup/age.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { citeEvent, latestEvent } from '../../model/lookup/events.js';
import { citePod, podsByWorkload, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** Below this age a pod without an address is one that is being set up. */
const graceMinutes = 5;

export const podsNoAddress = defineCheck({
  meta: {
    id: 'pods/no-address',
    title: 'Pods have an address',
    severity: 'error',
    why: 'A pod without an address cannot be reached and never becomes an endpoint. The address comes from the network plugin (CNI) when the pod is set up on its node.',
    fix: [
      {
        text: "Read the pods' events for the network plugin's own error.",
        command: 'kubectl describe pods -n {namespace}',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
      {
        text: 'On the nodes of these pods check the network plugin and istio-cni: free addresses, a running plugin pod, its configuration in /etc/cni/net.d.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
  },
  requires: ['pods', 'mesh'],
  uses: ['podSpecs', 'events', 'capture'],
  messages: {
    running: 'Pods of {namespace}/{workload} run without an address ({count} of {total})',
    sandbox: 'The network of pods of {namespace}/{workload} cannot be set up ({count} of {total}): {reason}',
  },
  applies({ pods }) {
    return !pods.every(({ addressMasked }) => addressMasked) || pods.length === 0 || 'the addresses of pods are masked';
  },
  *run({ pods, mesh, podSpecs, events, capture }, { now }) {
    const start = new Date(captureStart(capture, now));
    // kubectl prints addresses with -o wide only: a table without any says nothing.
    const withAddresses = new Set(pods.filter(({ ip }) => ip !== undefined).map(({ source }) => source.path));
    for (const group of podsByWorkload(pods, mesh)) {
      const [{ namespace, workload }] = group;
      const about = { namespace, workload, total: group.length };
      const subject = workloadSubject(group[0]);
      const without = group.filter((pod) => pod.ip === undefined && !pod.addressMasked && pod.status !== 'Terminating');

      const running = without.filter(
        (pod) =>
          pod.status === 'Running' && (withAddresses.has(pod.source.path) || specOf(podSpecs, pod) !== undefined),
      );
      if (isNonEmpty(running)) {
        yield {
          messageId: 'running',
          args: { ...about, count: running.length },
          subject,
          evidence: mapNonEmpty(running, (pod) => citePod(pod, 'status.podIP', '(absent)')),
        };
      }

      const refusals = without.flatMap((pod) => {
        const spec = specOf(podSpecs, pod);
        if (spec?.phase !== 'Pending' || (minutesSince(spec.created, start) ?? graceMinutes) < graceMinutes) return [];
        return latestEvent(events, { kind: 'Pod', ...pod }, ['FailedCreatePodSandBox', 'NetworkNotReady']) ?? [];
      });
      if (isNonEmpty(refusals)) {
        yield {
          messageId: 'sandbox',
          args: { ...about, count: refusals.length, reason: shorten(refusals[0].message) },
          subject,
          basis: 'observed',
          evidence: mapNonEmpty(refusals, citeEvent),
        };
      }
    }
  },
});
