import { mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { applicationContainers, citePod, isFinished, proxyContainer } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const injectionUnfinishedJob = defineCheck({
  meta: {
    id: 'injection/unfinished-job',
    title: 'Jobs end when their application has ended',
    severity: 'warning',
    basis: 'observed',
    why: 'A pod of a Job has ended when all of its containers have. A sidecar among them runs on after the application, so that the Job never completes and a CronJob piles them up or stops.',
    fix: [
      {
        text: 'Run sidecars as native ones: set ENABLE_NATIVE_SIDECARS=true for istiod (the default since Istio 1.27, where nodes support them), and start the Job anew.',
        doc: 'https://istio.io/latest/blog/2023/native-sidecars/',
      },
      {
        text: 'Without native sidecars let the application ask the proxy to stop when it is done (POST to localhost:15020/quitquitquit), or keep the Job out of the mesh with the label sidecar.istio.io/inject=false.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/',
      },
    ],
    decides:
      'A pod that a Job owns has containers of the application, all of which have ended, and an istio-proxy that is an ordinary container and still runs.',
    falsePositives: ['A pod that was captured in the moment between the end of both.'],
  },
  requires: ['podSpecs'],
  messages: {
    runsOn: 'Job {namespace}/{job} does not end: its application is done and its sidecar still runs ({count} pods)',
  },
  *run({ podSpecs }) {
    const unfinished = podSpecs.flatMap((pod) => (isHeldUp(pod) ? { pod, job: pod.owner?.name ?? pod.name } : []));
    for (const group of groupBy(unfinished, ({ pod, job }) => `${pod.namespace}/${job}`).values()) {
      const [{ pod, job }] = group;
      yield {
        messageId: 'runsOn',
        args: { namespace: pod.namespace, job, count: group.length },
        subject: { kind: 'Job', namespace: pod.namespace, name: job },
        evidence: mapNonEmpty(group, (one) =>
          citePod(one.pod, 'status.containerStatuses', `${proxyContainer} running, ${endedIn(one.pod)} terminated`),
        ),
      };
    }
  },
});

function isHeldUp(pod: PodSpec): boolean {
  if (pod.owner?.kind !== 'Job' || pod.statusUnknown || pod.deleted !== undefined || isFinished(pod)) return false;
  const proxy = pod.containers.find(({ name, kind }) => name === proxyContainer && kind === 'app');
  const own = applicationContainers(pod).filter(({ kind }) => kind === 'app');
  return proxy?.state?.state === 'running' && own.length > 0 && own.every(({ state }) => state?.state === 'terminated');
}

function endedIn(pod: PodSpec): string {
  return applicationContainers(pod)
    .map(({ name }) => name)
    .join(', ');
}
