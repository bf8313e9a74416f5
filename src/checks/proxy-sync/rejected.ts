import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { ProxyConfig, ProxySync, SyncStatus } from '../../model/facets.js';
import { adviceFor, evidenceWith } from '../../model/lookup/behind/behind.js';
import { behindRejection, usedBehindRejection } from '../../model/lookup/behind/rejection.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { citeSync } from '../../model/lookup/sync-evidence.js';
import { type CheckMeta, defineCheck } from '../check.js';

/** What Envoy calls the resources of a type in the error states of its dump (Envoy 1.14 and later). */
const resources: ReadonlyMap<string, ProxyConfig['rejected'][number]['resource']> = new Map([
  ['CDS', 'cluster'],
  ['LDS', 'listener'],
  ['RDS', 'route'],
  ['EDS', 'endpoint'],
]);

const fix: CheckMeta['fix'] = [
  {
    text: 'The reason names the resource. Find the newest EnvoyFilter, Gateway, VirtualService or Service that made it, and correct or remove it.',
    command: 'istioctl analyze --all-namespaces',
    doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
  },
  {
    text: 'If the proxy is older than the control plane, restart the workload so that it gets a proxy of the same version.',
    doc: 'https://istio.io/latest/docs/releases/supported-releases/',
  },
];

export const proxySyncRejected = defineCheck({
  meta: {
    id: 'proxy-sync/rejected',
    title: 'Proxies accept the configuration they are sent',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy refuses an update as a whole: one resource that it cannot use keeps it on the old configuration, and a new pod never becomes ready.',
    fix,
  },
  requires: ['proxySync', 'mesh'],
  uses: usedBehindRejection,
  messages: {
    rejected: 'Proxies of {namespace}/{workload} reject {type}: {reason}',
    unexplained: 'Proxies of {namespace}/{workload} reject {type} ({count}); the list does not say why',
  },
  identity: ['type'],
  *run(facets) {
    const { proxySync, proxyConfigs } = facets;
    const rows = proxySync.flatMap((proxy) => rejectionsOf(proxy, proxyConfigs ?? []));
    const groups = groupBy(rows, ({ proxy, type }) => JSON.stringify([proxy.pod.namespace, proxy.workload, type]));
    for (const group of groups.values()) {
      const { proxy, type, status } = group.find(({ status }) => status.error !== undefined) ?? group[0];
      const since = group.flatMap((row) => row.status.sentAt ?? []).sort()[0];
      const { namespace } = proxy.pod;
      const pods = group.map((row) => row.proxy.pod);
      const behind = status.error === undefined ? undefined : behindRejection({ text: status.error, pods }, facets);
      yield {
        messageId: status.error === undefined ? 'unexplained' : 'rejected',
        args: {
          namespace,
          workload: proxy.workload,
          type,
          count: group.length,
          ...(status.error !== undefined && { reason: shorten(status.error) }),
        },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        ...(behind !== undefined && { detail: behind.text }),
        fix: adviceFor(fix, behind),
        evidence: evidenceWith(
          mapNonEmpty(group, (row) => citeSync(row.proxy, row.type, row.status)),
          behind,
        ),
        ...(since !== undefined && { firstSeen: since }),
      };
    }
  },
});

interface Row {
  proxy: ProxySync;
  type: string;
  status: SyncStatus;
}

function rejectionsOf(proxy: ProxySync, dumps: readonly ProxyConfig[]): Row[] {
  return [...proxy.types, ...(proxy.otherTypes ?? [])].flatMap(([type, status]) => {
    if (status.state !== 'error') return [];
    const error = status.error ?? reasonInDump(proxy, type, dumps);
    return { proxy, type, status: error === undefined ? status : { ...status, error } };
  });
}

/** Tables say that an update was rejected, not why; the proxy's own dump does. */
function reasonInDump({ pod }: ProxySync, type: string, dumps: readonly ProxyConfig[]): string | undefined {
  const dump = dumps.find((candidate) => candidate.pod.name === pod.name && candidate.pod.namespace === pod.namespace);
  return dump?.rejected.find(({ resource }) => resource === resources.get(type))?.reason;
}
