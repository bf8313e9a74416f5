import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, workloadSubject } from '../../model/lookup/pods.js';
import { readyProxies } from '../../model/lookup/ready-proxies.js';
import { defineCheck } from '../check.js';

/** Younger pods may have come after the list of one replica was taken. */
const settledMinutes = 5;

/**
 * Istiod closes streams every half hour so that proxies spread anew. One that moves while the replicas are asked one after
 * the other is in no list; with a few seconds between the lists that is about one in this many.
 */
const movingOneIn = 500;

export const proxySyncMissingProxy = defineCheck({
  meta: {
    id: 'proxy-sync/missing-proxy',
    title: 'Every running proxy is connected to the control plane',
    severity: 'warning',
    basis: 'inferred',
    why: 'A proxy without a connection goes on with the configuration it had: it learns of no new endpoint, and its certificate is not renewed.',
    fix: [
      {
        text: 'Read what the agent says about its connection: name resolution, a network policy towards istiod on port 15012, a rejected token.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'Ask the control plane again, in case the proxy was about to move to another replica.',
        command: 'istioctl proxy-status',
      },
    ],
  },
  requires: ['connectedProxies', 'podSpecs', 'mesh'],
  uses: ['proxyStats', 'capture'],
  messages: {
    disconnected:
      'Proxies of {namespace}/{workload} are ready but connected to no replica of the control plane ({count} of {total})',
  },
  *run({ connectedProxies, podSpecs, mesh, proxyStats, capture }, { now }) {
    const settled = captureStart(capture, now) - settledMinutes * 60_000;
    const connected = new Set(connectedProxies.pods);
    for (const { pod, connected: isUp } of proxyStats ?? []) if (isUp) connected.add(`${pod.namespace}/${pod.name}`);
    const candidates = readyProxies(podSpecs, mesh).filter((pod) => Date.parse(pod.created ?? '') < settled);
    const missing = candidates.filter((pod) => !connected.has(`${pod.namespace}/${pod.name}`));
    const moving = connectedProxies.lists.length > 1 ? Math.floor(candidates.length / movingOneIn) : 0;
    if (missing.length <= moving) return;

    const byWorkload = groupBy(candidates, ({ namespace, workload }) => `${namespace}/${workload}`);
    for (const group of byWorkload.values()) {
      const [{ namespace, workload }] = group;
      const absent = group.filter((pod) => !connected.has(`${namespace}/${pod.name}`));
      if (!isNonEmpty(absent)) continue;
      yield {
        messageId: 'disconnected',
        args: { namespace, workload, count: absent.length, total: group.length, pod: absent[0].name },
        subject: workloadSubject({ namespace, workload }),
        evidence: [
          ...mapNonEmpty(absent, (pod) => citePod(pod, 'status.conditions[Ready]', 'True')),
          ...connectedProxies.lists.map(({ source, proxies }) => ({
            ...source,
            excerpt: `${proxies} proxies, not this one`,
            reconstructed: true,
          })),
        ],
      };
    }
  },
});
