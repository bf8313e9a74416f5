import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { Severity } from '../../core/severity.js';
import { subjectLabel } from '../../core/subject.js';
import type { PodRef, ProxyConfig, ProxyUpstreams } from '../../model/facets.js';
import { accessFailures } from '../../model/lookup/access-failures.js';
import { createNoiseFilter } from '../../model/lookup/access-noise.js';
import {
  type ClusterTrouble,
  type ClusterTroubleId,
  clusterTroubles,
  isConfirmedBy,
} from '../../model/lookup/cluster-statistics.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadsInWords } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** Of the others it is `warning`. */
const severities: Partial<Record<ClusterTroubleId, Severity>> = {
  noneHealthyNow: 'error',
  cancelled: 'info',
  emptyUpdates: 'info',
  staleEndpoints: 'info',
  blackHole: 'info',
  passthrough: 'info',
};

/** A failure of so many is an outage. */
const outageShare = 0.1;
const outages = new Set<ClusterTroubleId>([
  'connectFailures',
  'connectTimeouts',
  'noneHealthy',
  'tlsErrors',
  'tlsUntrusted',
  'tlsWrongIdentity',
]);

/** Of the hosts that access logs or lists of endpoints show in more detail, only those report. */
const byEndpoints = new Set<ClusterTroubleId>(['noneHealthyNow', 'fewHealthyNow', 'ejected']);

export const trafficStatistics = defineCheck({
  meta: {
    id: 'traffic/statistics',
    title: 'Statistics of proxies show no failing destination',
    severity: 'warning',
    basis: 'observed',
    why: 'Envoy counts for every destination what went wrong and how often, also where no access log is written.',
    fix: [
      {
        text: 'See what the proxy knows about the destination, and whether its endpoints answer.',
        command: 'istioctl proxy-config endpoints deploy/{workload} -n {namespace} --cluster "{cluster}"',
        doc: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats',
      },
      {
        text: 'Overflows follow from connectionPool, ejections from outlierDetection of the DestinationRule; timeouts and retries stand in the VirtualService.',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/',
      },
      {
        text: 'For failed handshakes compare the TLS mode of the DestinationRule with what the destination expects.',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
      },
    ],
    decides:
      'Counters are compared with the total of their sort, with the uptime of the proxy, or with an earlier page of the same proxy.',
    falsePositives: [
      'Counters go back to the start of the proxy: the failures may be over.',
      'Istio keeps few statistics of clusters unless proxyStatsMatcher asks for more; those that are missing are not judged.',
    ],
  },
  requires: ['proxyStats', 'mesh'],
  uses: ['proxyLogs', 'proxyConfigs', 'proxyUpstreams', 'virtualServices', 'meshConfig'],
  identity: ['destination'],
  messages: {
    connectFailures: 'Proxies of {workloads} fail to connect to {destination}: {amount} connections',
    connectTimeouts: 'Connections of {workloads} to {destination} time out: {amount}',
    connectionOverflow: 'A limit on connections stops {workloads} on the way to {destination}: {amount} connections',
    requestOverflow: 'A limit on requests stops {workloads} on the way to {destination}: {amount} requests',
    retryOverflow: 'A limit on retries stops {workloads} on the way to {destination}: {amount} requests',
    noneHealthy: 'Proxies of {workloads} found no healthy endpoint of {destination}: {amount} requests',
    requestTimeouts: 'Requests of {workloads} to {destination} time out: {amount}',
    resets: '{destination} resets requests of {workloads}: {amount}',
    cancelled: 'Proxies of {workloads} cancel requests to {destination}: {amount}',
    protocolErrors: '{destination} breaks the protocol that {workloads} speak to it: {amount} connections',
    retriesExhausted: 'Retries of {workloads} to {destination} do not help: {amount} requests',
    ejectionOverflow: 'Outlier detection of {workloads} may not eject more endpoints of {destination}: {amount}',
    tlsErrors: 'TLS handshakes of {workloads} with {destination} fail: {amount}',
    tlsNoCertificate: '{destination} shows {workloads} no certificate: {amount} handshakes',
    tlsUntrusted:
      'Proxies of {workloads} do not trust the certificate of {destination}, or it expired: {amount} handshakes',
    tlsWrongIdentity:
      'The certificate of {destination} has another identity than {workloads} expect: {amount} handshakes',
    tlsWrongHash: 'The certificate of {destination} is not the one that {workloads} were told: {amount} handshakes',
    emptyUpdates: 'The control plane sends {workloads} lists of endpoints of {destination} that are empty: {amount}',
    staleEndpoints: 'The endpoints of {destination} in proxies of {workloads} get stale: {amount}',
    breakerOpen: 'A circuit breaker of {workloads} towards {destination} is open',
    noneHealthyNow: 'No endpoint of {destination} is healthy for {workloads}: {amount}',
    fewHealthyNow: 'Few endpoints of {destination} are healthy for {workloads}: {amount}',
    ejected: 'Proxies of {workloads} have ejected endpoints of {destination}: {amount}',
    blackHole: 'Connections of {workloads} go to addresses that no service has, and are refused: {amount}',
    passthrough:
      'Connections of {workloads} go past the mesh although outboundTrafficPolicy is REGISTRY_ONLY: {amount}',
    inboundPassthrough: 'Connections to ports of {workloads} that no service declares fail: {amount}',
  },
  applies({ proxyStats }) {
    if (proxyStats.some(({ scopes }) => scopes?.has('cluster'))) return true;
    return 'the proxies keep no statistics of clusters (proxyStatsMatcher)';
  },
  *run(facets, { now, undecided }) {
    const { proxyStats, mesh, meshConfig } = facets;
    const isReported = createKnowledge(facets);
    const found = clusterTroubles(proxyStats, mesh, now, undecided).filter(
      (trouble) =>
        !isReported(trouble) && (trouble.id !== 'passthrough' || meshConfig?.outboundTrafficPolicy === 'REGISTRY_ONLY'),
    );
    const groups = groupBy(found, ({ id, subject, destination }) =>
      JSON.stringify([id, subjectLabel(subject), destination]),
    );
    for (const alike of groupBy(groups.values(), ([{ id }]) => id).values()) {
      if (alike.length < many) yield* alike.map(aboutDestination);
      else yield aboutMesh(alike);
    }
  },
});

/** So many destinations with one trouble have one reason: a limit for all of them, or the network. */
const many = 20;

type Destination = NonEmpty<ClusterTrouble>;

function aboutDestination(group: Destination) {
  const worst = worstOf(group);
  const { id, proxy, cluster, destination, subject, amount, share = 0 } = worst;
  return {
    messageId: id,
    severity: outages.has(id) && share >= outageShare ? ('error' as const) : (severities[id] ?? 'warning'),
    args: {
      destination,
      workloads: workloadsInWords(mapNonEmpty(group, (one) => one.proxy)),
      namespace: proxy.pod.namespace,
      workload: proxy.workload,
      cluster,
      amount,
      proxies: new Set(group.map(podKey)).size,
    },
    subject,
    evidence: mapNonEmpty(group, (one) => one.cite()),
  };
}

function aboutMesh(destinations: NonEmpty<Destination>) {
  const worst = mapNonEmpty(destinations, worstOf);
  const found = aboutDestination([worstOf(worst)]);
  const named = worst.slice(0, 3).map(({ destination }) => destination);
  return {
    ...found,
    args: {
      ...found.args,
      destination: 'many destinations',
      workloads: workloadsInWords(mapNonEmpty(worst, ({ proxy }) => proxy)),
      destinations: destinations.length,
    },
    subject: { kind: 'Mesh', name: 'mesh' },
    detail: `${destinations.length} destinations are concerned, ${named.join(', ')} among them.`,
    evidence: mapNonEmpty(worst, (trouble) => trouble.cite()),
  };
}

function worstOf(group: Destination): ClusterTrouble {
  return group.reduce((most, next) => ((next.share ?? 0) > (most.share ?? 0) ? next : most));
}

type Known = Parameters<typeof createNoiseFilter>[0] & {
  proxyUpstreams?: readonly ProxyUpstreams[];
  mesh: Parameters<typeof accessFailures>[1];
  proxyLogs?: Parameters<typeof accessFailures>[0];
};

/** Whether another check reports the same: the access log of a proxy, or the endpoints in its dump. */
function createKnowledge({ mesh, proxyLogs = [], proxyConfigs, virtualServices, proxyUpstreams = [] }: Known) {
  const isNoise = createNoiseFilter({
    ...(proxyConfigs !== undefined && { proxyConfigs }),
    ...(virtualServices !== undefined && { virtualServices }),
  });
  const failures = accessFailures(proxyLogs, mesh, { isNoise, isConfirmed: () => false });
  const endpointsOf = new Set([...(proxyConfigs ?? []).filter(hasEndpoints), ...proxyUpstreams].map(podKey));
  return (trouble: ClusterTrouble): boolean => {
    if (byEndpoints.has(trouble.id) && endpointsOf.has(podKey(trouble))) return true;
    return failures.some(
      ({ signature, destination, subject }) =>
        isConfirmedBy(trouble.id, signature.id) &&
        (trouble.host === undefined
          ? subjectLabel(subject) === subjectLabel(trouble.subject)
          : destination.host === trouble.host),
    );
  };
}

function hasEndpoints({ endpoints }: ProxyConfig): boolean {
  return endpoints !== undefined;
}

function podKey(one: ClusterTrouble | { pod: PodRef }): string {
  const { pod } = 'proxy' in one ? one.proxy : one;
  return `${pod.namespace}/${pod.name}`;
}
