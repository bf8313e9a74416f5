import { mapNonEmpty } from '../../core/non-empty.js';
import type { Container, PodSpec } from '../../model/facets.js';
import { minutesSince } from '../../model/lookup/age.js';
import { endInWords, lastEnd } from '../../model/lookup/container-end.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, isFinished, proxyContainer, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

const dayMinutes = 24 * 60;

/** 128 + SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV: the process crashed. */
const crashCodes = [132, 134, 135, 136, 139];

/** A clean end, and what the kubelet reports after its node went down. */
const harmlessCodes = [0, 255];

type How = 'outOfMemory' | 'crashLoop' | 'crashed' | 'ended';

export const proxiesRestarts = defineCheck({
  meta: {
    id: 'proxies/restarts',
    title: 'Proxies keep running',
    severity: 'error',
    basis: 'observed',
    why: 'When istio-proxy restarts, all connections of its pod break, and until it has its configuration again the pod can neither be reached nor reach others.',
    fix: [
      {
        text: 'Read the last lines of the instance before: Envoy names a crash or a refused setting, the agent an exit.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy --previous',
        doc: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/',
      },
      {
        text: 'If it was killed for its memory, raise the limit (annotation sidecar.istio.io/proxyMemoryLimit), or let a Sidecar resource keep the parts of the mesh away that the workload does not call.',
        doc: 'https://istio.io/latest/docs/ops/deployment/performance-and-scalability/',
      },
    ],
  },
  requires: ['podSpecs'],
  messages: {
    outOfMemory:
      'istio-proxy of {namespace}/{workload} was killed for its memory ({count} pods, up to {restarts} restarts)',
    crashLoop: 'istio-proxy of {namespace}/{workload} ends again and again ({count} pods): {reason}',
    crashed: 'istio-proxy of {namespace}/{workload} crashed ({count} pods): {reason}',
    ended: 'istio-proxy of {namespace}/{workload} restarted within a day of the capture ({count} pods): {reason}',
  },
  *run({ podSpecs }, { now }) {
    const restarts = podSpecs.filter((pod) => !isFinished(pod)).flatMap((pod) => restartOf(pod, now) ?? []);
    const same = groupBy(restarts, ({ pod, how }) => JSON.stringify([pod.namespace, pod.workload, how]));
    for (const group of same.values()) {
      const { pod, proxy, how } = group.reduce((most, next) =>
        (next.proxy.restarts ?? 0) > (most.proxy.restarts ?? 0) ? next : most,
      );
      const lastSeen = group
        .flatMap((restart) => lastEnd(restart.proxy)?.finished ?? [])
        .sort()
        .at(-1);
      yield {
        messageId: how,
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          pod: pod.name,
          count: group.length,
          restarts: proxy.restarts ?? 0,
          reason: endInWords(lastEnd(proxy)) ?? 'no exit code is known',
        },
        subject: workloadSubject(pod),
        ...(how === 'ended' && { severity: 'warning' }),
        evidence: mapNonEmpty(group, cite),
        ...(lastSeen !== undefined && { lastSeen }),
      };
    }
  },
});

interface Restart {
  pod: PodSpec;
  proxy: Container;
  how: How;
}

function restartOf(pod: PodSpec, now: Date): Restart | undefined {
  const proxy = pod.containers.find(({ name }) => name === proxyContainer);
  if (proxy === undefined || !proxy.restarts) return undefined;
  const how = howOf(proxy, now);
  return how && { pod, proxy, how };
}

function howOf(proxy: Container, now: Date): How | undefined {
  const end = lastEnd(proxy);
  const age = minutesSince(end?.finished, now);
  const recent = age !== undefined && age <= dayMinutes;
  if (end?.reason === 'OOMKilled' && (recent || proxy.state?.state !== 'running')) return 'outOfMemory';
  if (proxy.state?.state === 'waiting' && proxy.state.reason === 'CrashLoopBackOff') return 'crashLoop';
  if (!recent || end?.exitCode === undefined || harmlessCodes.includes(end.exitCode)) return undefined;
  return crashCodes.includes(end.exitCode) ? 'crashed' : 'ended';
}

function cite({ pod, proxy }: Restart) {
  const end = lastEnd(proxy);
  const facts = [proxy.state?.reason, endInWords(end), end?.finished, `${proxy.restarts ?? 0} restarts`];
  return citePod(pod, `status.containerStatuses[${proxyContainer}]`, facts.filter(Boolean).join(', '));
}
