import type { Evidence } from '../../core/evidence.js';
import type { Subject } from '../../core/subject.js';
import type { MeshFacts, ProxyStats, StatisticGroup } from '../facets.js';
import { clusterCounters, connections } from './cluster-counters.js';
import { hostSubject, outboundName } from './envoy-names.js';
import { serviceNamed } from './hosts.js';
import { workloadSubject } from './pods.js';
import { amountInWords, type CounterRule, citeStatistic, judge, spanOf } from './statistics.js';

/** Judged by what they are now. */
type StateId = 'breakerOpen' | 'noneHealthyNow' | 'fewHealthyNow' | 'ejected';
/** Of the clusters that Istio gives what no service has. */
type SpecialId = 'blackHole' | 'passthrough' | 'inboundPassthrough';
export type ClusterTroubleId = (typeof clusterCounters)[number]['id'] | StateId | SpecialId;

/** What one proxy counted about one of its clusters. */
export interface ClusterTrouble {
  id: ClusterTroubleId;
  proxy: ProxyStats;
  cluster: string;
  /** As a reader would call it: `shop/cart:80 (subset v1)`. */
  destination: string;
  host?: string;
  subject: Subject;
  /** `31 of 120 (26 %)`. */
  amount: string;
  /** 0 to 1, where a total is known. */
  share?: number;
  cite(): Evidence;
}

interface Found {
  id: ClusterTroubleId;
  amount: string;
  share?: number;
  line: number;
  statistic: string;
}

/** Clusters of the proxy's own needs; what reaches them tells of the agent, which has checks of its own. */
const internal =
  /^(?:xds-grpc|sds-grpc|agent|prometheus_stats|zipkin|lightstep|datadog|sds_external|encap|main_internal|connect_originate|inbound_CONNECT)/;

/** Trouble with clusters in the statistics of proxies. `open` is told why counters could not be judged. */
export function clusterTroubles(
  proxies: readonly ProxyStats[],
  mesh: MeshFacts,
  now: Date,
  open: (because: string) => void,
): ClusterTrouble[] {
  return proxies.flatMap((proxy) =>
    (proxy.groups ?? []).flatMap((group) =>
      group.scope !== 'cluster' || internal.test(group.name)
        ? []
        : troublesOf(group, proxy, now, open).map((found) => ({
            ...found,
            proxy,
            cluster: group.name,
            ...destinationOf(group.name, proxy, mesh),
            cite: () =>
              citeStatistic(
                proxy.source,
                found.line,
                `${group.name} ${found.statistic}: ${found.amount} (pod ${proxy.pod.name})`,
              ),
          })),
    ),
  );
}

function troublesOf(group: StatisticGroup, proxy: ProxyStats, now: Date, open: (because: string) => void): Found[] {
  const before = proxy.earlier?.groups?.find(({ scope, name }) => scope === 'cluster' && name === group.name);
  const span = { ...spanOf(proxy, now), ...(before !== undefined && { before: before.values }) };
  const special = specialRule(group.name);
  const counted = special === undefined ? clusterCounters : [special];
  const found = counted.flatMap((rule): Found[] => {
    if (rule.id === 'emptyUpdates' && !(group.values.get('membership_total')?.value ?? 0)) return [];
    const amount = judge(rule, group.values, span);
    if (amount === 'open')
      open(
        `what ${proxy.pod.namespace}/${proxy.pod.name} counted can be compared with nothing: no total, no earlier page`,
      );
    if (amount === undefined || amount === 'open') return [];
    const { line, counter, share } = amount;
    return [
      {
        id: rule.id,
        amount: amountInWords(amount),
        line,
        statistic: counter,
        ...(share !== undefined && { share }),
      },
    ];
  });
  return special === undefined ? [...found, ...statesOf(group)] : found;
}

function specialRule(name: string): CounterRule<SpecialId> | undefined {
  if (name.startsWith('InboundPassthroughCluster'))
    return {
      id: 'inboundPassthrough',
      counters: ['upstream_cx_connect_fail'],
      total: connections,
      share: 0.01,
      perHour: 1,
      least: 5,
    };
  if (name === 'BlackHoleCluster') return { id: 'blackHole', counters: connections, perHour: 1, least: 5 };
  if (name === 'PassthroughCluster') return { id: 'passthrough', counters: connections, perHour: 1, least: 5 };
  return undefined;
}

const breakers = ['cx', 'cx_pool', 'rq', 'rq_pending', 'rq_retry'].map(
  (name) => `circuit_breakers_default_${name}_open`,
);

function statesOf({ values }: StatisticGroup): Found[] {
  const found: Found[] = [];
  for (const name of breakers) {
    const reading = values.get(name);
    if (reading?.value === 1) found.push({ id: 'breakerOpen', amount: '1', line: reading.line, statistic: name });
  }
  const ejected = values.get('outlier_detection_ejections_active');
  if (ejected !== undefined && ejected.value > 0)
    found.push({
      id: 'ejected',
      amount: String(ejected.value),
      line: ejected.line,
      statistic: 'outlier_detection_ejections_active',
    });
  const healthy = values.get('membership_healthy');
  const total = values.get('membership_total')?.value ?? 0;
  if (healthy !== undefined && healthy.value * 2 < total)
    found.push({
      id: healthy.value === 0 ? 'noneHealthyNow' : 'fewHealthyNow',
      amount: `${healthy.value} of ${total}`,
      line: healthy.line,
      statistic: 'membership_healthy',
    });
  return found;
}

function destinationOf(
  cluster: string,
  { pod, workload }: ProxyStats,
  mesh: MeshFacts,
): Pick<ClusterTrouble, 'destination' | 'host' | 'subject'> {
  const own = workloadSubject({ namespace: pod.namespace, workload });
  const owner = `${pod.namespace}/${workload}`;
  // Gateways between networks have `outbound_.80_._.host`.
  const name = outboundName(cluster.startsWith('outbound_.') ? cluster.replaceAll('_.', '|') : cluster);
  if (name !== undefined) {
    const { host, port, subset } = name;
    const service = serviceNamed(host, mesh);
    const shown = service === undefined ? host : `${service.namespace}/${service.name}`;
    const destination = `${shown}:${port}${subset === undefined ? '' : ` (subset ${subset})`}`;
    return { destination, host, subject: hostSubject(host, mesh) };
  }
  const [, port] = /^inbound\|(\d{1,5})\|/.exec(cluster) ?? [];
  if (port !== undefined) return { destination: `the application of ${owner} on port ${port}`, subject: own };
  if (specialRule(cluster) !== undefined) return { destination: `addresses that no service has`, subject: own };
  return { destination: cluster, subject: own };
}

const ofConnections: readonly ClusterTroubleId[] = ['connectFailures', 'connectTimeouts'];
const ofHandshakes: readonly ClusterTroubleId[] = [
  'connectFailures',
  'tlsErrors',
  'tlsNoCertificate',
  'tlsUntrusted',
  'tlsWrongIdentity',
  'tlsWrongHash',
];

/** Statistics that confirm what access logs say about a host, by the signature of the lines. */
const confirming: ReadonlyMap<string, readonly ClusterTroubleId[]> = new Map([
  ['al-uf', [...ofConnections, ...ofHandshakes]],
  ['al-uh', ['noneHealthy', 'noneHealthyNow', 'fewHealthyNow', 'ejected']],
  ['al-uo', ['connectionOverflow', 'requestOverflow', 'breakerOpen']],
  ['body-overflow', ['connectionOverflow', 'requestOverflow', 'breakerOpen']],
  ['al-ur', ['resets']],
  ['al-uc', ['resets']],
  ['al-urx', ['retriesExhausted', 'retryOverflow']],
  ['al-ut', ['requestTimeouts']],
  ['al-upe', ['protocolErrors']],
  ['al-blackhole', ['blackHole']],
  ['al-inbound-passthrough-fail', ['inboundPassthrough']],
]);

/** Whether this trouble is what lines with this signature are about. */
export function isConfirmedBy(id: ClusterTroubleId, signature: string): boolean {
  // Reasons of BoringSSL and of the kernel, which lines with the flag UF have.
  if (signature.startsWith('tls-')) return ofHandshakes.includes(id);
  if (signature.startsWith('tcp-')) return ofConnections.includes(id);
  return confirming.get(signature)?.includes(id) ?? false;
}

/** What statistics of proxies add to lines of access logs with this signature about a host. */
export function statisticsBehind(
  { signature, host }: { signature: string; host: string },
  proxies: readonly ProxyStats[],
  troubles: readonly ClusterTrouble[],
): Evidence[] {
  const found = troubles.filter((trouble) => trouble.host === host && isConfirmedBy(trouble.id, signature));
  return [...found.map((trouble) => trouble.cite()), ...(signature === 'al-uc' ? brokenRequests(proxies, host) : [])];
}

/** Connections that an endpoint closed under a request: by themselves normal whenever one ends. */
function brokenRequests(proxies: readonly ProxyStats[], host: string): Evidence[] {
  return proxies.flatMap(({ groups = [], source, pod }) =>
    groups.flatMap(({ scope, name, values }) => {
      const broken = values.get('upstream_cx_destroy_remote_with_active_rq');
      if (scope !== 'cluster' || broken === undefined || outboundName(name)?.host !== host) return [];
      const text = `${name} upstream_cx_destroy_remote_with_active_rq: ${broken.value} (pod ${pod.name})`;
      return [citeStatistic(source, broken.line, text)];
    }),
  );
}
