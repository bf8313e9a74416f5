import type { ComponentMetrics, Metric, Reading } from '../facets.js';
import {
  countedTroubles,
  type MetricTrouble,
  metricTrouble,
  observationsAbove,
  type SlownessRule,
  slowTroubles,
} from './component-metrics.js';
import { amountInWords, type CounterRule, judge } from './statistics.js';

const pushes = ['pilot_xds_pushes'];

const counters = [
  { id: 'rejects', counters: ['pilot_total_xds_rejects'], perHour: 1, least: 3 },
  { id: 'internalErrors', counters: ['pilot_total_xds_internal_errors'], perHour: 0.1, least: 1 },
  { id: 'writeTimeouts', counters: ['pilot_xds_write_timeout'], total: pushes, share: 0.001, perHour: 0.1, least: 1 },
  { id: 'expiredNonces', counters: ['pilot_xds_expired_nonce'], total: pushes, share: 0.1, perHour: 100, least: 100 },
  { id: 'endpointsWithoutPod', counters: ['endpoint_no_pod'], perHour: 1, least: 10 },
  { id: 'rejectedConfigs', counters: ['pilot_total_rejected_configs'], perHour: 0.1, least: 1 },
  { id: 'gatewaySecrets', counters: ['pilot_sds_certificate_errors_total'], perHour: 0.1, least: 1 },
  {
    id: 'keySets',
    counters: ['pilot_jwks_resolver_network_fetch_fail_total'],
    total: ['pilot_jwks_resolver_network_fetch_fail_total', 'pilot_jwks_resolver_network_fetch_success_total'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  {
    id: 'validation',
    counters: ['galley_validation_http_error', 'galley_validation_config_update_error'],
    perHour: 0.1,
    least: 3,
  },
  {
    id: 'injection',
    counters: ['sidecar_injection_failure_total'],
    total: ['sidecar_injection_requests_total'],
    share: 0.001,
    perHour: 0.1,
    least: 1,
  },
  ...['authentication_failure', 'csr_parsing_err', 'csr_sign_err', 'id_extraction_err'].map((name) => ({
    id: 'certificateRequests' as const,
    counters: [`citadel_server_${name}_count`],
    total: [`citadel_server_${name}_count`, 'citadel_server_csr_count'],
    share: 0.01,
    perHour: 1,
    least: 3,
  })),
  { id: 'remoteClusters', counters: ['remote_cluster_sync_timeouts_total'], perHour: 0.01, least: 1 },
  { id: 'controllers', counters: ['controller_sync_errors_total'], perHour: 0.1, least: 1 },
  { id: 'lookups', counters: ['provider_lookup_cluster_failures'], perHour: 1, least: 10 },
] as const satisfies readonly CounterRule[];

const slow = [
  { id: 'slowPushes', histogram: 'pilot_xds_push_time', above: 10, unit: 'seconds' },
  { id: 'slowConvergence', histogram: 'pilot_proxy_convergence_time', above: 10, unit: 'seconds' },
  { id: 'slowQueue', histogram: 'pilot_proxy_queue_time', above: 5, unit: 'seconds' },
  { id: 'slowDebounce', histogram: 'pilot_debounce_time', above: 10, unit: 'seconds' },
] as const satisfies readonly SlownessRule<string>[];

/** Gauges of what the last push left out, which the page debug/push_status explains. */
const conflicts =
  /^pilot_(?:conflict_(?:inbound|outbound)_listener\w{0,60}|duplicate_envoy_clusters|vservice_dup_domain|destrule_subsets)$/;
const incomplete = [
  'pilot_eds_no_instances',
  'pilot_no_ip',
  'pilot_endpoint_not_ready',
  'pilot_dns_cluster_without_endpoints',
  'pilot_k8s_endpoints_pending_pod',
];

type StateId =
  | 'rejecting'
  | 'conflicts'
  | 'incomplete'
  | 'envoyFilters'
  | 'largeConfiguration'
  | 'largeRequests'
  | 'unissued'
  | 'remoteSync'
  | 'queue';
export type ControlPlaneTroubleId = (typeof counters)[number]['id'] | (typeof slow)[number]['id'] | StateId | 'expiry';

/** What the metrics of one replica say that is no good. `hours`: how long its counters have counted. */
export function controlPlaneTroubles(
  page: ComponentMetrics,
  hours: number | undefined,
  open: (because: string) => void,
): MetricTrouble<ControlPlaneTroubleId>[] {
  return [
    ...countedTroubles<ControlPlaneTroubleId>(page, counters, hours, open),
    ...slowTroubles<ControlPlaneTroubleId>(page, slow),
    ...gauges(page),
    ...unissued(page, hours),
    ...sizes(page),
  ];
}

function gauges(page: ComponentMetrics): MetricTrouble<ControlPlaneTroubleId>[] {
  return [...page.metrics].flatMap(([name, { value, line, series }]) => {
    const found = (id: ControlPlaneTroubleId, amount = `${value}`) => [metricTrouble(id, page, name, amount, line)];
    if (value <= 0) return [];
    if (/^pilot_xds_[a-z]{2,4}_reject$/.test(name)) return found('rejecting', rejectionIn(series) ?? `${value}`);
    if (conflicts.test(name)) return found('conflicts');
    if (incomplete.includes(name)) return found('incomplete');
    if (name === 'pilot_worker_queue_depth' && value > 100) return found('queue');
    const failed = series.filter(({ labels }) => labels.get('result') === 'errored');
    if (name === 'pilot_envoy_filter_status' && failed.length > 0)
      return found('envoyFilters', failed.map(({ labels }) => labels.get('name') ?? 'not named').join(', '));
    const late = series.filter(({ labels }) => labels.get('status') === 'timeout');
    if (name === 'istiod_remote_cluster_sync_status' && late.length > 0)
      return found('remoteSync', late.map(({ labels }) => labels.get('cluster') ?? 'not named').join(', '));
    return [];
  });
}

/** Pilot and istiod name the proxy and what Envoy said. */
function rejectionIn([first]: Metric['series']): string | undefined {
  const said = [first?.labels.get('node'), first?.labels.get('err')].filter(Boolean).join(': ');
  return said === '' ? undefined : said;
}

/** Requests for certificates that were neither answered nor counted as an error. */
function unissued(page: ComponentMetrics, hours: number | undefined): MetricTrouble<ControlPlaneTroubleId>[] {
  const asked = page.metrics.get('citadel_server_csr_count');
  const issued = page.metrics.get('citadel_server_success_cert_issuance_count');
  if (asked === undefined || issued === undefined) return [];
  const counts = new Map<string, Reading>([
    ['missing', { value: asked.value - issued.value, line: asked.line }],
    ['asked', asked],
  ]);
  const rule = { id: 'unissued', counters: ['missing'], total: ['asked'], share: 0.01, least: 3 };
  const amount = judge(rule, counts, hours === undefined ? {} : { hours });
  if (amount === undefined || amount === 'open') return [];
  return [metricTrouble('unissued', page, 'citadel_server_csr_count', amountInWords(amount), asked.line)];
}

const mebi = 2 ** 20;
/** What istiod accepts by default (ISTIO_GPRC_MAXRECVMSGSIZE, 4 MiB). */
const largestRequest = 4 * mebi;
const largeBytes = 4e6;

function sizes(page: ComponentMetrics): MetricTrouble<ControlPlaneTroubleId>[] {
  const name = 'pilot_xds_config_size_bytes';
  const histogram = page.histograms.get(name);
  const large = histogram && observationsAbove(histogram, largeBytes);
  const received = page.metrics.get('pilot_xds_recv_max');
  return [
    ...(histogram !== undefined && large !== undefined && large > 0
      ? [metricTrouble('largeConfiguration', page, name, `${large} of ${histogram.count}`, histogram.line)]
      : []),
    ...(received !== undefined && received.value > largestRequest * 0.9
      ? [
          metricTrouble(
            'largeRequests',
            page,
            'pilot_xds_recv_max',
            `${Math.round((received.value / mebi) * 10) / 10} MiB`,
            received.line,
          ),
        ]
      : []),
  ] as MetricTrouble<ControlPlaneTroubleId>[];
}
