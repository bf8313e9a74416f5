import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { ProxySync, SyncStatus } from '../../model/facets.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { citeSync } from '../../model/lookup/sync-evidence.js';
import { defineCheck } from '../check.js';

/** A proxy answers within a second, or a few when its configuration is large; younger pushes may be on their way. */
const answerSeconds = 30;

const untimed =
  'The list carries no times: a push that was on its way when it was taken looks the same. Take it again; what is stale in both is stuck.';

export const proxySyncStale = defineCheck({
  meta: {
    id: 'proxy-sync/stale',
    title: 'Proxies acknowledge the configuration they are sent',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy that does not acknowledge a push goes on with its old configuration: it keeps sending to endpoints that are gone and does not know new services, routes and policies.',
    fix: [
      {
        text: 'Look for a rejected update in the log of these proxies (`rejected`, `NACK`), and of the istiod they are connected to.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'Without a rejection the proxy or its connection hangs: check the CPU and memory limits of istio-proxy, and restart the pod.',
        command: 'kubectl top pod -n {namespace} {pod} --containers',
      },
    ],
  },
  requires: ['proxySync'],
  uses: ['capture'],
  messages: {
    behind: 'Proxies of {namespace}/{workload} have not acknowledged the latest {types} ({count})',
    never: 'Proxies of {namespace}/{workload} have never acknowledged any {types} ({count})',
  },
  *run({ proxySync, capture }, { now }) {
    const start = captureStart(capture, now);
    const rows = proxySync.flatMap((proxy) => behindOf(proxy, start));
    const groups = groupBy(rows, ({ proxy, status }) =>
      JSON.stringify([proxy.pod.namespace, proxy.workload, status.state]),
    );
    for (const group of groups.values()) {
      const [{ proxy, status }] = group;
      const since = sinceOf(group);
      const timed = group.some(({ status }) => status.sentAt !== undefined || status.forSeconds !== undefined);
      yield {
        messageId: status.state === 'stale' ? 'behind' : 'never',
        args: {
          namespace: proxy.pod.namespace,
          workload: proxy.workload,
          types: [...new Set(group.map(({ type }) => type))].sort().join(', '),
          count: new Set(group.map((row) => row.proxy.pod.name)).size,
          pod: proxy.pod.name,
        },
        subject: workloadSubject({ namespace: proxy.pod.namespace, workload: proxy.workload }),
        evidence: mapNonEmpty(group, (row) => citeSync(row.proxy, row.type, row.status)),
        ...(since !== undefined && { firstSeen: since }),
        ...(!timed && { severity: 'warning', detail: untimed }),
      };
    }
  },
});

interface Row {
  proxy: ProxySync;
  type: string;
  status: SyncStatus;
}

function behindOf(proxy: ProxySync, start: number): Row[] {
  const observed = proxy.observedAt === undefined ? start : Date.parse(proxy.observedAt);
  return [...proxy.types].flatMap(([type, status]) => {
    const behind = status.state === 'stale' || status.state === 'neverAcknowledged';
    return behind && !isOnItsWay(status, observed) ? { proxy, type, status } : [];
  });
}

function isOnItsWay({ forSeconds, sentAt }: SyncStatus, observed: number): boolean {
  if (forSeconds !== undefined) return forSeconds < answerSeconds;
  return sentAt !== undefined && Date.parse(sentAt) > observed - answerSeconds * 1000;
}

/** Earliest time of an unanswered push; absent when no row says one. */
function sinceOf(rows: NonEmpty<Row>): string | undefined {
  return rows.flatMap(({ status }) => status.sentAt ?? []).sort()[0];
}
