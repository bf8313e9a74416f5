import type { Evidence } from '../../core/evidence.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { type HeldSort, type ReplicaDifference, replicaDifferences } from '../../model/lookup/replica-differences.js';
import { defineCheck } from '../check.js';

const words = { clusters: 'clusters', listeners: 'listeners', routes: 'virtual hosts' } satisfies Record<
  HeldSort,
  string
>;
const named = 3;

export const proxiesOddOneOut = defineCheck({
  meta: {
    id: 'proxies/odd-one-out',
    title: 'Replicas of a workload hold the same configuration',
    severity: 'warning',
    basis: 'observed',
    why: 'istiod sends all replicas of a workload the same clusters, listeners and routes. One that differs answers some calls otherwise than its neighbours, which looks like chance from outside.',
    fix: [
      {
        text: 'Ask istiod what it believes this proxy to hold, and compare.',
        command: 'istioctl proxy-status {pod}.{namespace}',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'Without a reason in the log of its istio-proxy, delete the pod: the new one gets everything afresh.',
        command: 'kubectl delete pod -n {namespace} {pod}',
      },
    ],
    decides:
      'Three or more replicas of one pod template and release are compared by the names of what they hold. Configuration that was pushed after the capture began is not judged.',
  },
  requires: ['proxyConfigs'],
  uses: ['podSpecs', 'capture'],
  identity: ['what'],
  messages: {
    lacks: 'One replica of {namespace}/{workload} lacks {count} {what} that the {others} others have: {names}',
    extra: 'One replica of {namespace}/{workload} holds {count} {what} that none of the {others} others has: {names}',
  },
  *run({ proxyConfigs, podSpecs, capture }, { now }) {
    for (const difference of replicaDifferences(proxyConfigs, podSpecs, captureStart(capture, now))) {
      const { proxy, sort, kind, names, others } = difference;
      const { namespace, name: pod } = proxy.pod;
      yield {
        messageId: kind,
        args: {
          namespace,
          workload: proxy.workload,
          pod,
          what: words[sort],
          count: names.length,
          others: others.length,
          names: names.slice(0, named).join(', ') + (names.length > named ? ` and ${names.length - named} more` : ''),
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: [
          citeHeld(difference),
          ...others.slice(0, 2).map(
            ({ source, updated }): Evidence => ({
              ...source,
              excerpt: `newest of the ${words[sort]}: ${updated[sort]}`,
              reconstructed: true,
            }),
          ),
        ],
      };
    }
  },
});

function citeHeld({ proxy, sort, kind, names }: ReplicaDifference): Evidence {
  const [first] = names;
  const rest = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return {
    ...proxy.source,
    excerpt: `${proxy.pod.name} ${kind === 'lacks' ? 'without' : 'with'} ${first}${rest}, newest of the ${words[sort]}: ${proxy.updated[sort]}`,
    reconstructed: true,
  };
}
