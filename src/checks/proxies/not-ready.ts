import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec } from '../../model/facets.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { citePod, isFinished, podsByWorkload, proxyContainer, workloadSubject } from '../../model/lookup/pods.js';
import { isZtunnel } from '../../model/lookup/ready-proxies.js';
import { defineCheck } from '../check.js';

/** A proxy is ready once it has clusters and listeners, seconds after its start. */
const startMinutes = 2;

export const proxiesNotReady = defineCheck({
  meta: {
    id: 'proxies/not-ready',
    title: 'Proxies of running pods are ready',
    severity: 'error',
    basis: 'observed',
    why: 'While istio-proxy is not ready its pod is no endpoint of any service, however well the application does. It waits for its first configuration or certificate, or it is draining.',
    fix: [
      {
        text: 'The agent says every two seconds what is missing: configuration (CDS, LDS) means the connection to istiod, a certificate means its CA.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'If istiod rejects the pod or the pod rejects its configuration, its log names the proxy.',
        command: 'istioctl proxy-status',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['capture'],
  messages: {
    notReady: 'istio-proxy of {namespace}/{workload} runs but is not ready ({count} of {total} pods)',
  },
  *run({ podSpecs, mesh, capture }, { now }) {
    const settled = captureStart(capture, now) - startMinutes * 60_000;
    for (const group of podsByWorkload(podSpecs, mesh)) {
      const live = group.filter((pod) => !isFinished(pod) && pod.deleted === undefined && !isZtunnel(pod));
      const unready = live.filter((pod) => isUnready(pod, settled));
      if (!isNonEmpty(unready)) continue;
      const [{ namespace, workload, name }] = unready;
      yield {
        messageId: 'notReady',
        args: { namespace, workload, count: unready.length, total: live.length, pod: name },
        subject: workloadSubject({ namespace, workload }),
        severity: unready.length === live.length ? 'error' : 'warning',
        evidence: mapNonEmpty(unready, (pod) =>
          citePod(pod, `status.containerStatuses[${proxyContainer}].ready`, 'false'),
        ),
      };
    }
  },
});

function isUnready({ containers, owner }: PodSpec, settled: number): boolean {
  const proxy = containers.find(({ name }) => name === proxyContainer);
  if (proxy?.ready !== false || proxy.state?.state !== 'running') return false;
  // The proxy of a Job drains when the work is done, and that is the end of the pod.
  return owner?.kind !== 'Job' && !(Date.parse(proxy.state.started ?? '') > settled);
}
