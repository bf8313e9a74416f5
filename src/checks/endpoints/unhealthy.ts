import type { Evidence } from '../../core/evidence.js';
import { isMasked } from '../../core/mask.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { OfPod, ProxyConfig, ProxyUpstreams } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hostSubject, outboundName } from '../../model/lookup/envoy-names.js';
import { citeDump, pointerOf } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** States in which Envoy sends no request: others (degraded, draining, waiting for a first check) are no fault. */
const refused = new Set(['UNHEALTHY', 'TIMEOUT', 'failed_active_hc', 'failed_outlier_check', 'failed_eds_health']);

export const endpointsUnhealthy = defineCheck({
  meta: {
    id: 'endpoints/unhealthy',
    title: 'Endpoints are healthy in the eyes of the proxies',
    severity: 'warning',
    basis: 'observed',
    why: 'Envoy sends no request to an endpoint that it has ejected or that is not ready; when none is left it answers 503 with the flag UH.',
    fix: [
      {
        text: 'Look at the endpoint: an ejection (failed_outlier_check) follows from errors of the application, an UNHEALTHY endpoint from a pod that is not ready.',
        command: 'istioctl proxy-config endpoints {pod} -n {namespace} --cluster "{cluster}"',
        doc: 'https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier',
      },
      { text: 'If healthy pods are ejected, relax outlierDetection in the DestinationRule.' },
    ],
  },
  requires: ['proxyConfigs', 'mesh'],
  uses: ['proxyUpstreams'],
  identity: ['host'],
  messages: {
    all: 'Every endpoint of {host} is unhealthy ({reasons}) in {count} proxies',
    some: '{addresses} endpoints of {host} are unhealthy ({reasons}) in {count} proxies',
  },
  *run({ proxyConfigs, proxyUpstreams = [], mesh }, { undecided }) {
    if (proxyUpstreams.length === 0 && proxyConfigs.every(({ endpoints }) => endpoints === undefined))
      undecided('the configuration dumps were taken without endpoints, and there is no clusters page');
    const found = [...proxyConfigs.flatMap(inDump), ...onPages(proxyUpstreams, proxyConfigs)];
    for (const group of groupBy(found, ({ host }) => host).values()) {
      const [{ host, cluster, proxy }] = group;
      const ofCluster = groupBy(group, (one) => JSON.stringify([one.proxy.pod, one.cluster]));
      const isAll = [...ofCluster.values()].some(
        (ones) => addressCount(ones) >= (ones[0].total ?? Number.POSITIVE_INFINITY),
      );
      const evidence = group.map((one) => one.evidence);
      if (!isNonEmpty(evidence)) continue;
      yield {
        messageId: isAll ? 'all' : 'some',
        severity: isAll ? 'error' : 'warning',
        args: {
          host,
          cluster,
          reasons: [...new Set(group.flatMap(({ reasons }) => reasons))].join(', '),
          addresses: Math.max(
            addressCount(group.filter(({ address }) => !isMasked(address))),
            ...[...ofCluster.values()].map(addressCount),
          ),
          count: new Set(group.map((one) => JSON.stringify(one.proxy.pod))).size,
          pod: proxy.pod.name,
          namespace: proxy.pod.namespace,
        },
        subject: hostSubject(host, mesh),
        evidence,
      };
    }
  },
});

interface Unhealthy {
  proxy: OfPod;
  host: string;
  cluster: string;
  address: string;
  reasons: readonly string[];
  /** Endpoints of the cluster, healthy or not. */
  total?: number;
  evidence: Evidence;
}

/** Addresses that are masked look the same, and each row of a cluster is of another one. */
function addressCount(rows: readonly Unhealthy[]): number {
  return new Set(rows.map(({ address }, index) => (isMasked(address) ? index : address))).size;
}

function inDump(proxy: ProxyConfig): Unhealthy[] {
  return (proxy.endpoints ?? []).flatMap((section) =>
    section.items.flatMap(({ cluster, total, unhealthy }, index) =>
      unhealthy.flatMap(({ address, status }) => {
        const host = refused.has(status) ? outboundName(cluster)?.host : undefined;
        if (host === undefined) return [];
        const evidence = citeDump(
          proxy,
          pointerOf(section, index),
          `${cluster}: ${address} ${status} (pod ${proxy.pod.name})`,
        );
        return [{ proxy, host, cluster, address, reasons: [status], total, evidence }];
      }),
    ),
  );
}

function onPages(pages: readonly ProxyUpstreams[], dumps: readonly ProxyConfig[]): Unhealthy[] {
  const dumpOf = new Map(dumps.map((dump) => [`${dump.pod.namespace}/${dump.pod.name}`, dump]));
  return pages.flatMap((page) => {
    const rows = page.unhealthy.flatMap(({ cluster, address, flags, line }) => {
      const reasons = flags.filter((flag) => refused.has(flag));
      const host = outboundName(cluster)?.host;
      return host === undefined || reasons.length === 0 ? [] : [{ cluster, address, reasons, host, line }];
    });
    if (rows.length === 0) return [];
    const totals = totalsOf(dumpOf.get(`${page.pod.namespace}/${page.pod.name}`));
    return rows.map(({ line, ...row }): Unhealthy => {
      const total = totals.get(row.cluster);
      const evidence = {
        ...page.source,
        ...(line !== undefined && { line }),
        excerpt: `${row.cluster}: ${row.address} ${row.reasons.join(', ')} (pod ${page.pod.name})`,
        reconstructed: true,
      };
      return { proxy: page, ...row, ...(total !== undefined && { total }), evidence };
    });
  });
}

function totalsOf(dump: ProxyConfig | undefined): ReadonlyMap<string, number> {
  const items = (dump?.endpoints ?? []).flatMap((section) => section.items);
  return new Map(items.map(({ cluster, total }) => [cluster, total]));
}
