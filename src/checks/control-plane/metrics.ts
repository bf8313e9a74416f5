import { mapNonEmpty } from '../../core/non-empty.js';
import type { Severity } from '../../core/severity.js';
import type { ComponentMetrics, ContainerLog, MeshFacts, PodSpec } from '../../model/facets.js';
import { hoursOf, type MetricTrouble, metricTrouble } from '../../model/lookup/component-metrics.js';
import { isRunning, servesProxies } from '../../model/lookup/control-plane.js';
import { type ControlPlaneTroubleId, controlPlaneTroubles } from '../../model/lookup/control-plane-metrics.js';
import { groupBy } from '../../model/lookup/derive.js';
import { readyProxies } from '../../model/lookup/ready-proxies.js';
import { bytesInWords, limitsOf } from '../../model/lookup/resource-limits.js';
import { defineCheck } from '../check.js';

type Id = ControlPlaneTroubleId | 'memory' | 'fewProxies';
type Trouble = MetricTrouble<Id>;

/** Of the others it is `warning`. */
const severities: Partial<Record<Id, Severity>> = {
  rejecting: 'error',
  injection: 'error',
  expiredNonces: 'info',
  incomplete: 'info',
  endpointsWithoutPod: 'info',
  largeConfiguration: 'info',
  queue: 'info',
  lookups: 'info',
  slowDebounce: 'info',
};

/** Lines of the log of the control plane that say the same, and name what it is about. */
const logged: Partial<Record<Id, readonly string[]>> = {
  rejects: ['istiod-xds-nack'],
  rejecting: ['istiod-xds-nack'],
  internalErrors: ['istiod-push-failure', 'istiod-config-gen-invalid'],
  envoyFilters: ['istiod-envoyfilter-failed'],
  gatewaySecrets: ['gateway-secret-missing', 'gateway-secret-invalid', 'gateway-secret-unauthorized'],
  keySets: ['istiod-jwks-fetch-failed'],
  injection: ['istiod-injection-failed'],
  validation: ['istiod-validation-webhook-not-ready', 'galley-validation-update-failed'],
  certificateRequests: ['istiod-client-auth-failed', 'ca-csr-sign-failed'],
  remoteClusters: ['remote-cluster-failed'],
  remoteSync: ['remote-cluster-failed'],
  endpointsWithoutPod: ['istiod-endpoint-without-pod'],
};

const memoryShare = 0.8;
const daySeconds = 86_400;
const expiryDays = 30;

export const controlPlaneMetrics = defineCheck({
  meta: {
    id: 'control-plane/metrics',
    title: 'Metrics of the control plane show no trouble',
    severity: 'warning',
    basis: 'observed',
    why: 'The control plane counts what proxies reject, what it cannot issue or read, and how long proxies wait for changes.',
    fix: [
      {
        text: 'Read the log of the control plane for the same event; it names the proxy or the object.',
        command: 'kubectl logs -n {namespace} deploy/{workload}',
        doc: 'https://istio.io/latest/docs/reference/commands/pilot-discovery/#metrics',
      },
      {
        text: 'When changes reach proxies late, give istiod more CPU and memory, and let Sidecar resources or discovery selectors keep away what proxies do not need.',
        doc: 'https://istio.io/latest/docs/ops/deployment/performance-and-scalability/',
      },
    ],
    decides: 'Counters are compared with the total of their sort, or with the time since the process started.',
    falsePositives: ['Counters go back to the start of the control plane: the trouble may be over.'],
  },
  requires: ['controlPlaneMetrics', 'mesh'],
  uses: [
    'controlPlaneLogs',
    'proxySync',
    'proxyConfigs',
    'pushProblems',
    'watchedClusters',
    'connectedProxies',
    'workloadCertificates',
    'podSpecs',
  ],
  identity: ['metric'],
  messages: {
    rejects: 'Proxies reject what {owner} sends them: {amount}',
    rejecting: 'Proxies reject what {owner} sends them ({metric}): {amount}',
    internalErrors: '{owner} fails to make configuration for proxies: {amount}',
    writeTimeouts: '{owner} cannot send to proxies in time: {amount}',
    expiredNonces: 'Proxies answer {owner} to what is no longer the newest: {amount}',
    slowPushes: 'Pushes of {owner} are slow: {amount}',
    slowConvergence: 'Changes reach the proxies of {owner} late: {amount}',
    slowQueue: 'Proxies wait long in the queue of {owner}: {amount}',
    slowDebounce: '{owner} collects changes for long before it sends them: {amount}',
    largeConfiguration: '{owner} sends proxies more than 4 MB at once: {amount} messages',
    largeRequests: 'Proxies send {owner} messages near its limit of 4 MiB: {amount}',
    fewProxies: 'Fewer proxies are connected to {owner} than run: {amount}',
    conflicts: '{owner} leaves configuration out because of conflicts ({metric}): {amount}',
    incomplete: '{owner} lacks endpoints or addresses ({metric}): {amount}',
    endpointsWithoutPod: '{owner} gets endpoints of pods that it does not know: {amount}',
    rejectedConfigs: '{owner} rejects or ignores objects: {amount}',
    envoyFilters: '{owner} cannot apply EnvoyFilters: {amount}',
    gatewaySecrets: '{owner} cannot read certificates of gateways: {amount}',
    keySets: '{owner} cannot fetch keys for tokens (JWKS): {amount}',
    validation: 'The validation webhook of {owner} fails: {amount}',
    injection: '{owner} fails to inject sidecars: {amount}',
    unissued: '{owner} does not issue certificates that are asked for: {amount}',
    certificateRequests: '{owner} refuses requests for certificates ({metric}): {amount}',
    expiry: 'A certificate of {owner} expires {amount} ({metric})',
    remoteClusters: '{owner} could not read remote clusters in time: {amount}',
    remoteSync: '{owner} has not read remote clusters: {amount}',
    controllers: 'Controllers of {owner} fail: {amount}',
    lookups: '{owner} does not know the cluster of proxies that ask it: {amount}',
    memory: '{owner} uses most of its memory limit: {amount}',
    queue: 'Work waits in {owner}: {amount}',
  },
  *run(facets, { now, undecided }) {
    const { controlPlaneMetrics: pages, podSpecs, workloadCertificates, mesh } = facets;
    const isReported = createKnowledge(facets);
    const found = pages.flatMap((page): Trouble[] => [
      ...controlPlaneTroubles(page, hoursOf(page, now), undecided).filter(({ id }) => !isReported(id, page)),
      ...memoryTrouble(page, podSpecs),
      ...expiries(page, now, workloadCertificates !== undefined),
    ]);
    const missing = facets.connectedProxies === undefined ? fewProxies(pages, podSpecs, mesh) : [];
    const groups = groupBy([...found, ...missing], ({ id, metric, page }) =>
      JSON.stringify([id, metric, page.pod?.namespace, page.workload]),
    );
    for (const group of groups.values()) {
      const [{ id, metric, amount, page }] = group;
      const namespace = page.pod?.namespace ?? mesh.istioNamespaces[0] ?? 'istio-system';
      yield {
        messageId: id,
        severity: severities[id] ?? 'warning',
        args: {
          owner: `${namespace}/${page.workload}`,
          namespace,
          workload: page.workload,
          metric,
          amount,
          replicas: group.length,
        },
        subject: { kind: 'ControlPlane', namespace, name: page.workload },
        evidence: mapNonEmpty(group, ({ evidence }) => evidence),
      };
    }
  },
});

interface Known {
  controlPlaneLogs?: readonly ContainerLog[];
  proxySync?: readonly { types: ReadonlyMap<string, { state: string }> }[];
  proxyConfigs?: readonly { rejected: readonly unknown[] }[];
  pushProblems?: readonly unknown[];
  watchedClusters?: readonly unknown[];
}

/** Whether another check reports the same problem, with the names that a metric lacks. */
function createKnowledge(known: Known) {
  const { controlPlaneLogs = [], proxySync = [], proxyConfigs = [] } = known;
  const lines = new Set(controlPlaneLogs.flatMap(({ matches }) => matches.map(({ signature }) => signature)));
  const isRejecting =
    proxySync.some(({ types }) => [...types.values()].some(({ state }) => state === 'error')) ||
    proxyConfigs.some(({ rejected }) => rejected.length > 0);
  return (id: Id, { metrics }: ComponentMetrics): boolean => {
    if (logged[id]?.some((signature) => lines.has(signature))) return true;
    if (id === 'rejects' || id === 'rejecting') return isRejecting || (id === 'rejects' && isRejectingNow(metrics));
    if (id === 'conflicts' || id === 'incomplete') return known.pushProblems !== undefined;
    return id === 'remoteSync' && known.watchedClusters !== undefined;
  };
}

function isRejectingNow(metrics: ComponentMetrics['metrics']): boolean {
  return [...metrics].some(([name, { value }]) => /^pilot_xds_[a-z]{2,4}_reject$/.test(name) && value > 0);
}

function memoryTrouble(page: ComponentMetrics, podSpecs: readonly PodSpec[] | undefined): Trouble[] {
  const limit = limitsOf(podSpecs, page.pod, 'discovery')?.memory;
  const used = page.metrics.get('process_resident_memory_bytes') ?? page.metrics.get('go_memstats_heap_inuse_bytes');
  if (limit === undefined || used === undefined || used.value <= limit * memoryShare) return [];
  const amount = `${bytesInWords(used.value)} of ${bytesInWords(limit)}`;
  return [metricTrouble<Id>('memory', page, 'process_resident_memory_bytes', amount, used.line)];
}

/** Seconds since 1970, or from Istio 1.27 on seconds that are left. The root also stands in dumps of proxies. */
function expiries(page: ComponentMetrics, now: Date, isRootKnown: boolean): Trouble[] {
  return ['root_cert', 'cert_chain'].flatMap((name): Trouble[] => {
    if (name === 'root_cert' && isRootKnown) return [];
    const at = page.metrics.get(`citadel_server_${name}_expiry_timestamp`);
    const left = page.metrics.get(`citadel_server_${name}_expiry_seconds`);
    const reading = left ?? at;
    if (reading === undefined || (left === undefined && reading.value <= 0)) return [];
    const seconds = left?.value ?? reading.value - now.getTime() / 1000;
    const days = Math.floor(seconds / daySeconds);
    if (days >= expiryDays) return [];
    const amount = days < 0 ? `${-days} days ago` : `in ${days} days`;
    return [metricTrouble<Id>('expiry', page, `citadel_server_${name}_expiry`, amount, reading.line)];
  });
}

/** Where every replica told how many proxies it has: a few may have moved between two answers. */
function fewProxies(pages: readonly ComponentMetrics[], podSpecs: readonly PodSpec[] | undefined, mesh: MeshFacts) {
  const serving = pages.filter(({ metrics, pod }) => pod !== undefined && metrics.has('pilot_xds'));
  const [first] = serving;
  const replicas = (podSpecs ?? []).filter((pod) => servesProxies(pod) && isRunning(pod)).length;
  if (first === undefined || podSpecs === undefined || serving.length < replicas) return [];
  const expected = readyProxies(podSpecs, mesh).length;
  const connected = serving.reduce((sum, { metrics }) => sum + (metrics.get('pilot_xds')?.value ?? 0), 0);
  if (connected >= expected * 0.9 - 1) return [];
  const line = first.metrics.get('pilot_xds')?.line ?? 1;
  return [metricTrouble<Id>('fewProxies', first, 'pilot_xds', `${connected} of ${expected}`, line)];
}
