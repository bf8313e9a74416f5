import { mapNonEmpty } from '../../core/non-empty.js';
import type { Severity } from '../../core/severity.js';
import type { PodRef, PodSpec, ProxyConfig, ProxyServer, ProxyStats, ProxySync } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { istioMinor } from '../../model/lookup/istio-version.js';
import { isControlPlane, proxyContainer, specOf } from '../../model/lookup/pods.js';
import { commonSubject, workloadsInWords } from '../../model/lookup/proxies.js';
import { type ProxyTrouble, type ProxyTroubleId, proxyTroubles } from '../../model/lookup/proxy-statistics.js';
import { bytesInWords, limitsOf } from '../../model/lookup/resource-limits.js';
import { citeStatistic } from '../../model/lookup/statistics.js';
import { defineCheck } from '../check.js';

type Id = ProxyTroubleId | 'memory' | 'concurrency' | 'certificateDays';

/** Of the others it is `warning`. */
const severities: Partial<Record<Id, Severity>> = {
  notLive: 'error',
  neverConfigured: 'error',
  workersNotStarted: 'error',
  warming: 'info',
  serverErrors: 'info',
  brokenClients: 'info',
  concurrency: 'info',
  certificateDays: 'info',
  unsteadyEnvoy: 'info',
  failedScrapes: 'info',
  slowStart: 'info',
};

/** What a dump of the same proxy shows better: there the checks of dumps report it. */
const inDumps = new Set<Id>(['neverConfigured', 'warming']);

/** Dumps tell what is refused now since Envoy 1.14. */
const firstWithRejections = 6;

const memoryShare = 0.8;
const threadsPerCpu = 4;
const certificateDays = 15;

export const proxiesStatistics = defineCheck({
  meta: {
    id: 'proxies/statistics',
    title: 'Proxies count no trouble of their own',
    severity: 'warning',
    basis: 'observed',
    why: 'Envoy and the agent beside it count what they refuse, could not load, or had no time for.',
    fix: [
      {
        text: 'Read the log of the proxy from the time when the counter grew.',
        command: 'kubectl logs -n {namespace} {pod} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      {
        text: 'Compare with the counter a few minutes later: one that does not grow is of the past.',
        command: 'kubectl exec -n {namespace} {pod} -c istio-proxy -- pilot-agent request GET stats',
      },
      {
        text: 'A proxy that is short of memory or time needs higher limits (annotations sidecar.istio.io/proxyMemoryLimit and proxyCPULimit), or less configuration by a Sidecar resource.',
        doc: 'https://istio.io/latest/docs/ops/deployment/performance-and-scalability/',
      },
    ],
    decides:
      'Counters are compared with the total of their sort, with the uptime of the proxy, or with an earlier page of the same proxy.',
    falsePositives: [
      'Counters go back to the start of the proxy: the trouble may be over.',
      'Istio keeps a subset of the statistics unless proxyStatsMatcher asks for more; those that are missing are not judged.',
    ],
  },
  requires: ['proxyStats', 'mesh'],
  uses: ['podSpecs', 'proxyConfigs', 'proxyServers', 'proxySync', 'workloadCertificates'],
  identity: ['about'],
  messages: {
    rejected: 'Proxies of {workloads} rejected updates of the control plane ({about}): {amount}',
    listenerFailures: 'Proxies of {workloads} could not create listeners: {amount}',
    stuckWorkers: 'Threads of proxies of {workloads} get no time to run ({about}): {amount}',
    rejectedSecrets: 'Proxies of {workloads} rejected certificates or keys: {amount}',
    keyRotation: 'Proxies of {workloads} could not load keys from files: {amount}',
    wasmFailures: 'Proxies of {workloads} could not download Wasm modules: {amount}',
    rateLimited: 'Proxies of {workloads} hold back requests to the control plane: {amount}',
    noFilterChain: 'Connections to listener {about} of {workloads} match none of its filter chains: {amount}',
    refusedConnections: 'Listener {about} of {workloads} refuses connections beyond its limit: {amount}',
    clientsWithoutCertificate: 'Clients of listener {about} of {workloads} show no certificate: {amount} handshakes',
    untrustedClients:
      'Certificates of clients of listener {about} of {workloads} are not trusted, or expired: {amount} handshakes',
    clientIdentity:
      'Clients of listener {about} of {workloads} have an identity that is not admitted: {amount} handshakes',
    clientHash:
      'Clients of listener {about} of {workloads} have another certificate than expected: {amount} handshakes',
    serverErrors: 'Requests through {about} of {workloads} are answered with 5xx: {amount}',
    brokenClients: 'Clients of {about} of {workloads} break the HTTP protocol: {amount} connections',
    externalAuthorization: 'The external authorizer of {about} of {workloads} does not answer: {amount} requests',
    unsteadyStream: 'Agents of {workloads} lose their connection to the control plane again and again: {amount}',
    unsteadyEnvoy: 'Envoys of {workloads} reconnect to their agent again and again: {amount}',
    failedStream: 'Agents of {workloads} fail to connect to the control plane: {amount}',
    certificateRequests: 'Requests of agents of {workloads} for certificates fail: {amount}',
    fileWatch: 'Agents of {workloads} cannot watch files of certificates: {amount}',
    fileSecrets: 'Agents of {workloads} cannot read certificates from files: {amount}',
    failedScrapes: 'Agents of {workloads} cannot fetch metrics to pass on: {amount}',
    notLive: 'Envoy of {workloads} is not live: {amount}',
    neverConfigured: 'Proxies of {workloads} have never accepted a configuration',
    workersNotStarted: 'Workers of proxies of {workloads} have not started: no connection is accepted',
    warming: 'Resources of proxies of {workloads} wait for what they need ({about}): {amount}',
    pendingRequests: 'Requests of proxies of {workloads} to the control plane wait: {amount}',
    overload: 'Envoy of {workloads} is overloaded: {about} is active',
    slowStart: 'Proxies of {workloads} took long to start: {amount}',
    memory: 'Envoy of {workloads} uses most of its memory limit: {amount}',
    concurrency: 'Envoy of {workloads} runs more threads than its CPU limit can serve: {amount}',
    certificateDays: 'A certificate of {workloads} expires in {amount}',
  },
  *run(
    { proxyStats, mesh, podSpecs, proxyConfigs, proxyServers, proxySync, workloadCertificates },
    { now, undecided },
  ) {
    const shown = createKnowledge({ proxyConfigs, proxyServers, proxySync, podSpecs });
    const held = new Set((workloadCertificates ?? []).map(({ pod }) => keyOf(pod)));
    const found = proxyStats.flatMap((proxy) => {
      // The sidecars of Pilot, Mixer and their like (Istio 1.0 to 1.4) run on static configuration.
      const isStatic = isControlPlane({ namespace: proxy.pod.namespace, workload: proxy.workload }, mesh);
      const troubles = proxyTroubles(proxy, now).flatMap((trouble): Trouble[] => {
        if (shown(trouble.id, proxy) || (trouble.id === 'neverConfigured' && isStatic)) return [];
        if (!('open' in trouble)) return [trouble];
        undecided(trouble.open);
        return [];
      });
      const days = held.has(keyOf(proxy.pod)) ? [] : certificateTrouble(proxy);
      return [...troubles, ...resourceTroubles(proxy, podSpecs), ...days];
    });
    for (const group of groupBy(found, ({ id, about }) => `${id} ${about}`).values()) {
      const [{ id, about, amount, proxy }] = group;
      const proxies = mapNonEmpty(group, (one) => one.proxy);
      const { namespace, name } = proxy.pod;
      yield {
        messageId: id,
        severity: severities[id] ?? 'warning',
        args: {
          workloads: workloadsInWords(proxies),
          namespace,
          pod: name,
          about,
          amount,
          proxies: new Set(proxies.map(({ pod }) => keyOf(pod))).size,
        },
        subject: commonSubject(proxies, mesh),
        evidence: mapNonEmpty(group, (one) => one.evidence),
      };
    }
  },
});

type Trouble = Omit<ProxyTrouble, 'id'> & { id: Id };

function resourceTroubles(proxy: ProxyStats, podSpecs: readonly PodSpec[] | undefined): Trouble[] {
  const limits = limitsOf(podSpecs, proxy.pod, proxyContainer);
  const heap = proxy.values?.get('server_memory_heap_size') ?? proxy.values?.get('server_memory_allocated');
  const threads = proxy.values?.get('server_concurrency');
  const found: Trouble[] = [];
  if (heap !== undefined && limits?.memory !== undefined && heap.value > limits.memory * memoryShare) {
    const amount = `${bytesInWords(heap.value)} of ${bytesInWords(limits.memory)}`;
    const evidence = citeStatistic(proxy.source, heap.line, `server memory: ${amount} (pod ${proxy.pod.name})`);
    found.push({ id: 'memory', proxy, about: 'memory', amount, evidence });
  }
  if (threads !== undefined && limits?.cpu !== undefined && threads.value >= limits.cpu * threadsPerCpu) {
    const amount = `${threads.value} threads, limit ${limits.cpu} CPU`;
    const evidence = citeStatistic(proxy.source, threads.line, `server_concurrency: ${amount} (pod ${proxy.pod.name})`);
    found.push({ id: 'concurrency', proxy, about: 'concurrency', amount, evidence });
  }
  return found;
}

/** Workload certificates live for a day, so that the statistic of a proxy that has one shows none of the others. */
function certificateTrouble(proxy: ProxyStats): Trouble[] {
  const days = proxy.values?.get('server_days_until_first_cert_expiring');
  if (days === undefined || days.value < 1 || days.value >= certificateDays) return [];
  if (!/gateway|ingress|egress/.test(proxy.workload)) return [];
  const amount = `${days.value} days`;
  const evidence = citeStatistic(
    proxy.source,
    days.line,
    `server_days_until_first_cert_expiring: ${days.value} (pod ${proxy.pod.name})`,
  );
  return [{ id: 'certificateDays', proxy, about: 'certificates', amount, evidence }];
}

interface Known {
  proxyConfigs: readonly ProxyConfig[] | undefined;
  proxyServers: readonly ProxyServer[] | undefined;
  proxySync: readonly ProxySync[] | undefined;
  podSpecs: readonly PodSpec[] | undefined;
}

/** Whether another page of the same proxy decides. */
function createKnowledge({ proxyConfigs = [], proxyServers = [], proxySync = [], podSpecs }: Known) {
  const dumps = new Map(proxyConfigs.map((dump) => [keyOf(dump.pod), dump]));
  const asked = new Set(proxyServers.map(({ pod }) => keyOf(pod)));
  const rejecting = new Set(
    proxySync
      .filter(({ types }) => [...types.values()].some(({ state }) => state === 'error'))
      .map(({ pod }) => keyOf(pod)),
  );
  return (id: Id, { pod, earlier }: ProxyStats): boolean => {
    const dump = dumps.get(keyOf(pod));
    if (inDumps.has(id) && dump !== undefined) return true;
    if (id === 'rejected')
      return rejecting.has(keyOf(pod)) || (dump !== undefined && decidesRejections(dump, earlier !== undefined));
    if (id !== 'notLive') return false;
    const spec = specOf(podSpecs, pod);
    return asked.has(keyOf(pod)) || spec?.deleted !== undefined || spec?.owner?.kind === 'Job';
  };
}

/** A dump without a rejection means that the counted ones are over, unless the counter grew between two pages. */
function decidesRejections({ rejected, istioVersion }: ProxyConfig, isGrowing: boolean): boolean {
  if (rejected.length > 0) return true;
  return !isGrowing && (istioMinor(istioVersion ?? '') ?? 0) >= firstWithRejections;
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}
