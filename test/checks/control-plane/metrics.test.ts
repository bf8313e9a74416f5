import { controlPlaneMetrics } from '../../../src/checks/control-plane/metrics.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig, workloadCertificates } from '../../helpers/facets/envoy.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';
import { controlPlaneLog, signatureMatch } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { istiodMetrics } from '../../helpers/facets/statistics.js';
import { connectedProxies, proxySync, syncTypes, watchedCluster } from '../../helpers/facets/sync.js';

/** Of an istiod that has run for a hundred hours. */
function given(...lines: readonly string[]) {
  return { controlPlaneMetrics: [istiodMetrics(lines.join('\n'))], mesh: mesh() };
}

const pushes = 'pilot_xds_pushes{type="cds"} 10000';
const requests = 'citadel_server_csr_count 1000';

/** What is below and what is above the threshold of each counter, beside its total. */
const thresholds: readonly (readonly [
  messageId: string,
  counter: string,
  few: number,
  many: number,
  total?: string,
])[] = [
  // By the hundred hours since the start.
  ['rejects', 'pilot_total_xds_rejects{type="cds"}', 99, 100],
  ['internalErrors', 'pilot_total_xds_internal_errors', 9, 10],
  ['endpointsWithoutPod', 'endpoint_no_pod', 99, 100],
  ['rejectedConfigs', 'pilot_total_rejected_configs{type="networking.istio.io/v1/Gateway",name="web.shop"}', 9, 10],
  ['gatewaySecrets', 'pilot_sds_certificate_errors_total', 9, 10],
  ['validation', 'galley_validation_http_error', 9, 10],
  ['validation', 'galley_validation_config_update_error', 9, 10],
  ['remoteClusters', 'remote_cluster_sync_timeouts_total{cluster_id="east"}', 0, 1],
  ['controllers', 'controller_sync_errors_total', 9, 10],
  ['lookups', 'provider_lookup_cluster_failures', 99, 100],
  ['keySets', 'pilot_jwks_resolver_network_fetch_fail_total', 9, 10],
  ['injection', 'sidecar_injection_failure_total', 9, 10],
  // By their totals.
  ['writeTimeouts', 'pilot_xds_write_timeout', 10, 11, pushes],
  ['expiredNonces', 'pilot_xds_expired_nonce', 1000, 1001, pushes],
  [
    'keySets',
    'pilot_jwks_resolver_network_fetch_fail_total',
    10,
    11,
    'pilot_jwks_resolver_network_fetch_success_total 1000',
  ],
  ['injection', 'sidecar_injection_failure_total', 1, 2, 'sidecar_injection_requests_total 1000'],
  ['certificateRequests', 'citadel_server_authentication_failure_count', 10, 11, requests],
  ['certificateRequests', 'citadel_server_csr_parsing_err_count', 10, 11, requests],
  ['certificateRequests', 'citadel_server_csr_sign_err_count', 10, 11, requests],
  ['certificateRequests', 'citadel_server_id_extraction_err_count', 10, 11, requests],
  // By what they are now.
  ['rejecting', 'pilot_xds_cds_reject', 0, 1],
  ['rejecting', 'pilot_xds_lds_reject', 0, 1],
  ['rejecting', 'pilot_xds_rds_reject', 0, 1],
  ['rejecting', 'pilot_xds_eds_reject', 0, 1],
  ['conflicts', 'pilot_conflict_inbound_listener', 0, 1],
  ['conflicts', 'pilot_conflict_outbound_listener_tcp_over_current_tcp', 0, 1],
  ['conflicts', 'pilot_conflict_outbound_listener_http_over_current_tcp', 0, 1],
  ['conflicts', 'pilot_duplicate_envoy_clusters', 0, 1],
  ['conflicts', 'pilot_vservice_dup_domain', 0, 1],
  ['conflicts', 'pilot_destrule_subsets', 0, 1],
  ['incomplete', 'pilot_eds_no_instances', 0, 1],
  ['incomplete', 'pilot_no_ip', 0, 1],
  ['incomplete', 'pilot_endpoint_not_ready', 0, 1],
  ['incomplete', 'pilot_dns_cluster_without_endpoints', 0, 1],
  ['incomplete', 'pilot_k8s_endpoints_pending_pod', 0, 1],
  ['envoyFilters', 'pilot_envoy_filter_status{name="shop/lua",result="errored"}', 0, 1],
  ['remoteSync', 'istiod_remote_cluster_sync_status{cluster="east",status="timeout"}', 0, 1],
  ['largeRequests', 'pilot_xds_recv_max', 3_700_000, 3_800_000],
  ['queue', 'pilot_worker_queue_depth', 100, 101],
];

const cases = thresholds.map(([id, counter, few, many, total = '']) => ({
  id,
  name: `${counter}${total === '' ? '' : ` of ${total}`}`,
  few: given(`${counter} ${few}`, total),
  many: given(`${counter} ${many}`, total),
}));

/** A hundred thousand observations, of which so many are above the bound. */
function histogram(name: string, bound: string, above: number): string {
  return `${name}_bucket{le="${bound}"} ${100_000 - above}\n${name}_bucket{le="+Inf"} 100000\n${name}_count 100000`;
}

const slow = [
  ['slowPushes', 'pilot_xds_push_time', '10'],
  ['slowConvergence', 'pilot_proxy_convergence_time', '10'],
  ['slowQueue', 'pilot_proxy_queue_time', '5'],
  ['slowDebounce', 'pilot_debounce_time', '10'],
] as const;

const ofIstiod = 'ControlPlane istio-system/istiod';
const limited = podSpec({
  namespace: 'istio-system',
  name: 'istiod-0',
  workload: 'istiod',
  containers: [container({ name: 'discovery', limits: { memory: 2 ** 20 * 100 } })],
});
const rejecting = given('pilot_xds_cds_reject{node="cart-6f5b.shop",err="duplicate cluster"} 1');
const threeSidecars = ['a', 'b', 'c'].map((name) => podSpec({ name, workload: name }));
const pilot = podSpec({
  namespace: 'istio-system',
  name: 'istiod-0',
  workload: 'istiod',
  status: 'Running',
  containers: [],
});

describeCheck(controlPlaneMetrics, {
  silent: {
    'nothing wrong': given(pushes),
    ...Object.fromEntries(cases.map(({ name, few }) => [`few: ${name}`, few])),
    ...Object.fromEntries(slow.map(([, name, bound]) => [`mostly fast: ${name}`, given(histogram(name, bound, 1000))])),
    'small configuration': given(histogram('pilot_xds_config_size_bytes', '4e+06', 0)),
    'every request for a certificate is answered': given(requests, 'citadel_server_success_cert_issuance_count 990'),
    'rejections that the list of proxies has': {
      ...rejecting,
      proxySync: [proxySync({ types: syncTypes({ CDS: { state: 'error' } }) })],
    },
    'rejections that a dump has': {
      ...rejecting,
      proxyConfigs: [proxyConfig({ rejected: [{ resource: 'cluster', name: 'a', reason: 'b', pointer: '/c' }] })],
    },
    'rejections that the log has': {
      ...rejecting,
      controlPlaneLogs: [controlPlaneLog(signatureMatch('istiod-xds-nack'))],
    },
    'conflicts that the page of the last push explains': {
      ...given('pilot_vservice_dup_domain 1', 'pilot_eds_no_instances 4'),
      pushProblems: [],
    },
    'remote clusters that their page lists': {
      ...given('istiod_remote_cluster_sync_status{cluster="east",status="timeout"} 1'),
      watchedClusters: [watchedCluster()],
    },
    'an EnvoyFilter that is applied': given('pilot_envoy_filter_status{name="shop/lua",result="applied"} 1'),
    'a chain that is valid for a year': given('citadel_server_cert_chain_expiry_timestamp 1.80e+09'),
    'no date': given('citadel_server_cert_chain_expiry_timestamp 0'),
    'a root that dumps show': {
      ...given('citadel_server_root_cert_expiry_seconds 86400'),
      workloadCertificates: [workloadCertificates()],
    },
    'enough memory': { ...given('process_resident_memory_bytes 83886080'), podSpecs: [limited] },
    'every proxy is connected': { ...given('pilot_xds 3'), podSpecs: [pilot, ...threeSidecars] },
    'a replica that was not heard': {
      ...given('pilot_xds 0'),
      podSpecs: [pilot, { ...pilot, name: 'istiod-1' }, ...threeSidecars],
    },
    'proxies that the lists of replicas have': {
      ...given('pilot_xds 0'),
      podSpecs: [pilot, ...threeSidecars],
      connectedProxies: connectedProxies(),
    },
  },
  open: {
    'no time since which it counts': {
      given: {
        controlPlaneMetrics: given('pilot_total_xds_rejects 500').controlPlaneMetrics.map(
          ({ started, ...page }) => page,
        ),
        mesh: mesh(),
      },
      because: 'nothing tells since when istiod counts pilot_total_xds_rejects',
    },
  },
  fires: {
    ...Object.fromEntries(
      cases.map(({ id, name, many }) => [
        `many: ${name}`,
        { given: many, expect: [{ messageId: id, subject: ofIstiod, line: 1 }] },
      ]),
    ),
    ...Object.fromEntries(
      slow.map(([id, name, bound]) => [
        `one in a hundred is slow: ${name}`,
        { given: given(histogram(name, bound, 1001)), expect: [{ messageId: id, subject: ofIstiod }] },
      ]),
    ),
    'large configuration': {
      given: given(histogram('pilot_xds_config_size_bytes', '4e+06', 1)),
      expect: [{ messageId: 'largeConfiguration', subject: ofIstiod, severity: 'info' }],
    },
    'a rejection names proxy and reason': {
      given: rejecting,
      expect: [{ messageId: 'rejecting', subject: ofIstiod, args: { amount: 'cart-6f5b.shop: duplicate cluster' } }],
    },
    'rejections now and before are one finding': {
      given: given('pilot_xds_cds_reject 1', 'pilot_total_xds_rejects{type="cds"} 900'),
      expect: [{ messageId: 'rejecting', subject: ofIstiod, severity: 'error' }],
    },
    'requests for certificates without an answer': {
      given: given(requests, 'citadel_server_success_cert_issuance_count 989'),
      expect: [{ messageId: 'unissued', subject: ofIstiod, args: { amount: '11 of 1000 (1.1 %)' } }],
    },
    'a chain that ends': {
      given: given('citadel_server_cert_chain_expiry_timestamp 1.7735e+09'),
      expect: [{ messageId: 'expiry', subject: ofIstiod, args: { amount: 'in 10 days' } }],
    },
    'a root that ended, by the seconds that are left': {
      given: given('citadel_server_root_cert_expiry_seconds -86400'),
      expect: [{ messageId: 'expiry', subject: ofIstiod, args: { amount: '1 days ago' } }],
    },
    'most of the memory': {
      given: { ...given('process_resident_memory_bytes 94371840'), podSpecs: [limited] },
      expect: [{ messageId: 'memory', subject: ofIstiod, args: { amount: '90 MiB of 100 MiB' } }],
    },
    'fewer proxies than run': {
      given: { ...given('pilot_xds 1'), podSpecs: [pilot, ...threeSidecars] },
      expect: [{ messageId: 'fewProxies', subject: ofIstiod, args: { amount: '1 of 3' } }],
    },
    'two replicas, one finding': {
      given: {
        controlPlaneMetrics: [...rejecting.controlPlaneMetrics, ...rejecting.controlPlaneMetrics],
        mesh: mesh(),
      },
      expect: [{ messageId: 'rejecting', subject: ofIstiod, evidence: 2, args: { replicas: 2 } }],
    },
  },
});
