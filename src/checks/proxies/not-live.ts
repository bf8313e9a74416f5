import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { PodSpec, ProxyServer } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

const startSeconds = 120;

export const proxiesNotLive = defineCheck({
  meta: {
    id: 'proxies/not-live',
    title: 'Every Envoy is live',
    severity: 'error',
    basis: 'observed',
    why: 'An Envoy that is still initializing accepts no connection, and one that is draining takes no new ones.',
    fix: [
      {
        text: 'An Envoy that stays in initialization waits for its first clusters, listeners or certificates: read the log of the proxy.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyServers'],
  uses: ['podSpecs'],
  identity: ['state'],
  messages: {
    notLive: 'Envoy of {namespace}/{workload} is {state} instead of LIVE ({count})',
  },
  *run({ proxyServers, podSpecs }) {
    const stuck = proxyServers.filter((server) => isStuck(server, podSpecs));
    const groups = groupBy(stuck, ({ pod, workload, state }) => JSON.stringify([pod.namespace, workload, state]));
    for (const group of groups.values()) {
      const [{ pod, workload, state }] = group;
      const { namespace, name } = pod;
      yield {
        messageId: 'notLive',
        args: { namespace, workload, pod: name, state, count: group.length },
        subject: workloadSubject({ namespace, workload }),
        evidence: mapNonEmpty(group, (server) =>
          citeField(server.source, 'state', `${server.state} (pod ${server.pod.name})`),
        ),
      };
    }
  },
});

/** A pod that goes, and that of a Job that is done, drains. */
function isStuck({ pod, state, uptimeSeconds }: ProxyServer, podSpecs: readonly PodSpec[] | undefined): boolean {
  if (state.toUpperCase() === 'LIVE' || (uptimeSeconds ?? startSeconds) < startSeconds) return false;
  const spec = specOf(podSpecs, pod);
  return spec?.deleted === undefined && spec?.owner?.kind !== 'Job';
}
