import { proxiesStatistics } from '../../../src/checks/proxies/statistics.js';
import type { ProxyStats } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { proxyConfig, proxyServer, proxyStats, workloadCertificates } from '../../helpers/facets/envoy.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { statisticsOf, statisticsOfPod } from '../../helpers/facets/statistics.js';
import { proxySync } from '../../helpers/facets/sync.js';

/** The page of a proxy that has run for a hundred hours. */
function given(...lines: readonly string[]) {
  return { proxyStats: [statisticsOf(lines.join('\n'))], mesh: mesh() };
}

function young(...lines: readonly string[]) {
  return { proxyStats: [statisticsOf(['server.uptime: 20', ...lines].join('\n'))], mesh: mesh() };
}

const listener = 'listener.0.0.0.0_15006';
const http = 'http.inbound_0.0.0.0_8080;';
const connections = `${listener}.downstream_cx_total: 10000`;
const handshakes = `${listener}.ssl.handshake: 1000`;
const requests = `${http}.downstream_rq_total: 10000`;

/** What is below and what is above the threshold of each counter, beside its total. */
const thresholds: readonly (readonly [
  messageId: string,
  counter: string,
  few: number,
  many: number,
  total?: string,
])[] = [
  ['rejected', 'cluster_manager.cds.update_rejected', 1, 2, 'cluster_manager.cds.update_success: 100'],
  ['rejected', 'listener_manager.lds.update_rejected', 1, 2, 'listener_manager.lds.update_success: 100'],
  [
    'rejected',
    'http.outbound_0.0.0.0_80;.rds.80.update_rejected',
    1,
    2,
    'http.outbound_0.0.0.0_80;.rds.80.update_success: 100',
  ],
  [
    'listenerFailures',
    'listener_manager.listener_create_failure',
    1,
    2,
    'listener_manager.listener_create_success: 100',
  ],
  ['rejectedSecrets', 'sds.default.update_rejected', 1, 2, 'sds.default.update_success: 100'],
  ['wasmFailures', 'wasm.remote_load_fetch_failures', 1, 2, 'wasm.remote_load_fetch_successes: 100'],
  // By the hundred hours of uptime.
  ['stuckWorkers', 'server.watchdog_mega_miss', 99, 100],
  ['stuckWorkers', 'server.watchdog_miss', 999, 1000],
  ['keyRotation', 'sds.default.key_rotation_failed', 0, 1],
  ['rateLimited', 'control_plane.rate_limit_enforced', 5999, 6000],
  ['noFilterChain', `${listener}.no_filter_chain_match`, 500, 501, connections],
  ['refusedConnections', `${listener}.downstream_cx_overflow`, 10, 11, connections],
  ['refusedConnections', `${listener}.downstream_cx_overload_reject`, 10, 11, connections],
  ['refusedConnections', `${listener}.downstream_global_cx_overflow`, 10, 11, connections],
  ['clientsWithoutCertificate', `${listener}.ssl.fail_verify_no_cert`, 10, 11, handshakes],
  ['untrustedClients', `${listener}.ssl.fail_verify_error`, 10, 11, handshakes],
  ['clientIdentity', `${listener}.ssl.fail_verify_san`, 10, 11, handshakes],
  ['clientHash', `${listener}.ssl.fail_verify_cert_hash`, 10, 11, handshakes],
  ['serverErrors', `${http}.downstream_rq_5xx`, 500, 501, requests],
  ['brokenClients', `${http}.downstream_cx_protocol_error`, 100, 101, `${http}.downstream_cx_total: 10000`],
  ['externalAuthorization', `${http}.ext_authz.error`, 10, 11, requests],
];

/** The same of metrics of the agent, whose lines have no colon. */
const ofAgent: typeof thresholds = [
  ['unsteadyStream', 'istiod_connection_terminations', 399, 400],
  ['unsteadyEnvoy', 'envoy_connection_terminations', 399, 400],
  ['failedStream', 'istiod_connection_failures', 99, 100],
  ['certificateRequests', 'num_failed_outgoing_requests', 1, 2, 'istio_agent_num_outgoing_requests 100'],
  ['fileWatch', 'num_file_watcher_failures_total', 0, 1],
  ['fileSecrets', 'num_file_secret_failures_total', 0, 1],
  ['failedScrapes', 'scrape_failures_total', 100, 101, 'istio_agent_scrapes_total 1000'],
  [
    'wasmFailures',
    'wasm_remote_fetch_count{result="download_failure"}',
    1,
    2,
    'istio_agent_wasm_remote_fetch_count{result="success"} 100',
  ],
  ['slowStart', 'startup_duration_seconds', 30, 31],
];

const cases = [
  ...thresholds.map(([id, counter, few, many, total = '']) => ({
    id,
    counter,
    few: given(`${counter}: ${few}`, total),
    many: given(`${counter}: ${many}`, total),
  })),
  ...ofAgent.map(([id, counter, few, many, total = '']) => ({
    id,
    counter,
    few: given(`istio_agent_${counter} ${few}`, total),
    many: given(`istio_agent_${counter} ${many}`, total),
  })),
];

const rejected = ['cluster_manager.cds.update_rejected: 50', 'cluster_manager.cds.update_success: 50'];
const small = podSpec({
  containers: [container({ name: 'istio-proxy', limits: { cpu: 0.5, memory: 2 ** 20 * 100 } })],
});
const ofCart = 'Workload shop/cart';

function gateway(...lines: readonly string[]): ProxyStats {
  return statisticsOfPod('ingressgateway-6f5b', lines.join('\n'));
}

describeCheck(proxiesStatistics, {
  silent: {
    'nothing wrong': { proxyStats: [proxyStats()], mesh: mesh() },
    ...Object.fromEntries(cases.map(({ counter, few }) => [`few of ${counter}`, few])),
    'a start': young(
      'server.state: 3',
      'server.live: 0',
      'listener_manager.workers_started: 0',
      'cluster_manager.cds.update_success: 0',
      'cluster_manager.warming_clusters: 4',
    ),
    'a live server': given('server.state: 0', 'server.live: 1', 'listener_manager.workers_started: 1'),
    'rejected updates that the dump decides about': { ...given(...rejected), proxyConfigs: [proxyConfig()] },
    'rejected updates that the dump has': {
      ...given(...rejected),
      proxyConfigs: [
        proxyConfig({
          istioVersion: '1.4.3',
          rejected: [{ resource: 'cluster', name: 'a', reason: 'b', pointer: '/c' }],
        }),
      ],
    },
    'rejected updates that the control plane lists': {
      ...given(...rejected),
      proxySync: [proxySync({ types: new Map([['CDS', { state: 'error' }]]) })],
    },
    'rejected updates before the earlier page': {
      proxyStats: [
        statisticsOf(
          ['server.uptime: 3600', ...rejected].join('\n'),
          ['server.uptime: 7200', rejected[0], 'cluster_manager.cds.update_success: 60'].join('\n'),
        ),
      ],
      mesh: mesh(),
    },
    'a state that the server page tells': { ...given('server.state: 1'), proxyServers: [proxyServer()] },
    'a pod that goes': {
      ...given('server.state: 1'),
      podSpecs: [podSpec({ name: 'cart-6f5b', deleted: '2026-03-04T09:30:00Z' })],
    },
    'enough memory and time': {
      ...given('server.memory_heap_size: 83886080', 'server.concurrency: 1'),
      podSpecs: [{ ...small, name: 'cart-6f5b' }],
    },
    'no limit': given('server.memory_heap_size: 9e12', 'server.concurrency: 64'),
    'a request to the control plane under way': given('control_plane.pending_requests: 1'),
    'an overload that is over': given('overload.envoy.overload_actions.shrink_heap.active: 0'),
    'certificates of a day': { proxyStats: [gateway('server.days_until_first_cert_expiring: 0')], mesh: mesh() },
    'certificates of a month': { proxyStats: [gateway('server.days_until_first_cert_expiring: 15')], mesh: mesh() },
    'the certificates of a sidecar': given('server.days_until_first_cert_expiring: 5'),
    'certificates that the dump shows': {
      proxyStats: [gateway('server.days_until_first_cert_expiring: 5')],
      mesh: mesh(),
      workloadCertificates: [workloadCertificates({ pod: { namespace: 'shop', name: 'ingressgateway-6f5b' } })],
    },
  },
  open: {
    'neither a total nor an uptime': {
      given: {
        proxyStats: [
          { ...proxyStats(), values: new Map([['cluster_manager_cds_update_rejected', { value: 4, line: 1 }]]) },
        ],
        mesh: mesh(),
      },
      because: 'nothing tells since when shop/cart-6f5b counts',
    },
  },
  fires: {
    ...Object.fromEntries(
      cases.map(({ id, counter, many }) => [
        `many of ${counter}`,
        { given: many, expect: [{ messageId: id, subject: ofCart }] },
      ]),
    ),
    'rejected updates since the earlier page': {
      given: {
        proxyStats: [
          statisticsOf(
            'server.uptime: 3600\ncluster_manager.cds.update_rejected: 1\ncluster_manager.cds.update_success: 900',
            'server.uptime: 7200\ncluster_manager.cds.update_rejected: 2\ncluster_manager.cds.update_success: 910',
          ),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'rejected', subject: ofCart, args: { amount: '1 of 11 (9.1 %)' } }],
    },
    'rejected updates that the dump of an old Envoy cannot tell': {
      given: { ...given(...rejected), proxyConfigs: [proxyConfig({ istioVersion: '1.4.3' })] },
      expect: [{ messageId: 'rejected', subject: ofCart }],
    },
    'many proxies, one finding': {
      given: {
        proxyStats: ['a-1', 'b-1', 'c-1'].map((pod) => statisticsOfPod(pod, rejected.join('\n'))),
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'rejected',
          subject: 'Mesh cluster.local',
          evidence: 3,
          args: { proxies: 3, amount: '50 of 100 (50 %)' },
        },
      ],
    },
    'a server that does not become live': {
      given: given('server.state: 2'),
      expect: [{ messageId: 'notLive', subject: ofCart, severity: 'error', args: { amount: 'PRE_INITIALIZING' } }],
    },
    'a server that is not live': {
      given: given('server.live: 0'),
      expect: [{ messageId: 'notLive', subject: ofCart }],
    },
    'no worker': {
      given: given('listener_manager.workers_started: 0'),
      expect: [{ messageId: 'workersNotStarted', subject: ofCart, severity: 'error' }],
    },
    'no configuration': {
      given: given('cluster_manager.cds.update_success: 0', 'listener_manager.lds.update_success: 0'),
      expect: [{ messageId: 'neverConfigured', subject: ofCart, severity: 'error' }],
    },
    'warming clusters and listeners': {
      given: given('cluster_manager.warming_clusters: 2', 'listener_manager.total_listeners_warming: 1'),
      expect: [
        { messageId: 'warming', subject: ofCart },
        { messageId: 'warming', subject: ofCart },
      ],
    },
    'requests that wait in both pages': {
      given: {
        proxyStats: [
          statisticsOf(
            'server.uptime: 3600\ncontrol_plane.pending_requests: 3',
            'server.uptime: 3700\ncontrol_plane.pending_requests: 2',
          ),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'pendingRequests', subject: ofCart, args: { amount: '2' } }],
    },
    overload: {
      given: given('overload.envoy.overload_actions.stop_accepting_requests.active: 1'),
      expect: [{ messageId: 'overload', subject: ofCart, args: { about: 'stop_accepting_requests' } }],
    },
    'most of the memory': {
      given: { ...given('server.memory_heap_size: 94371840'), podSpecs: [{ ...small, name: 'cart-6f5b' }] },
      expect: [{ messageId: 'memory', subject: ofCart, args: { amount: '90 MiB of 100 MiB' } }],
    },
    'more threads than time': {
      given: { ...given('server.concurrency: 2'), podSpecs: [{ ...small, name: 'cart-6f5b' }] },
      expect: [{ messageId: 'concurrency', subject: ofCart, severity: 'info' }],
    },
    'a certificate of a gateway that ends': {
      given: { proxyStats: [gateway('server.days_until_first_cert_expiring: 14')], mesh: mesh() },
      expect: [{ messageId: 'certificateDays', subject: 'Workload shop/ingressgateway', args: { amount: '14 days' } }],
    },
  },
});
