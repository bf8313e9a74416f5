import { trafficStatistics } from '../../../src/checks/traffic/statistics.js';
import { describeCheck } from '../../helpers/check.js';
import { meshConfig } from '../../helpers/facets/configuration.js';
import { proxyConfig, proxyStats, proxyUpstreams } from '../../helpers/facets/envoy.js';
import { accessLog, accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { statisticsOf, statisticsOfPod } from '../../helpers/facets/statistics.js';

const reviews = 'cluster.outbound|80||reviews.shop.svc.cluster.local';

/** A page with these statistics of the cluster of reviews. */
function page(statistics: Readonly<Record<string, number>>, cluster = reviews): string {
  return Object.entries(statistics)
    .map(([name, value]) => `${cluster};.${name}: ${value}\n`)
    .join('');
}

function given(statistics: Readonly<Record<string, number>>, cluster?: string) {
  return { proxyStats: [statisticsOf(page(statistics, cluster))], mesh: mesh() };
}

const requests = { upstream_rq_total: 10_000 };
const connections = { upstream_cx_total: 10_000 };
const handshakes = { 'ssl.handshake': 10_000 };

/** What is below and what is above the threshold of each counter. */
const thresholds: readonly (readonly [
  messageId: string,
  counter: string,
  few: number,
  many: number,
  total: Readonly<Record<string, number>>,
])[] = [
  ['connectTimeouts', 'upstream_cx_connect_timeout', 100, 101, connections],
  ['connectFailures', 'upstream_cx_connect_fail', 100, 101, connections],
  ['connectionOverflow', 'upstream_cx_overflow', 10, 11, connections],
  ['requestOverflow', 'upstream_rq_pending_overflow', 10, 11, requests],
  ['requestOverflow', 'upstream_rq_active_overflow', 10, 11, requests],
  ['retryOverflow', 'upstream_rq_retry_overflow', 10, 11, requests],
  ['noneHealthy', 'upstream_cx_none_healthy', 10, 11, requests],
  ['requestTimeouts', 'upstream_rq_timeout', 100, 101, requests],
  ['requestTimeouts', 'upstream_rq_per_try_timeout', 100, 101, requests],
  ['resets', 'upstream_rq_rx_reset', 100, 101, requests],
  ['cancelled', 'upstream_rq_tx_reset', 100, 101, requests],
  ['protocolErrors', 'upstream_cx_protocol_error', 10, 11, connections],
  ['retriesExhausted', 'upstream_rq_retry_limit_exceeded', 10, 11, requests],
  [
    'ejectionOverflow',
    'outlier_detection.ejections_overflow',
    1,
    20,
    { 'outlier_detection.ejections_enforced_total': 1000 },
  ],
  ['tlsErrors', 'ssl.connection_error', 100, 110, handshakes],
  ['tlsNoCertificate', 'ssl.fail_verify_no_cert', 10, 11, handshakes],
  ['tlsUntrusted', 'ssl.fail_verify_error', 10, 11, handshakes],
  ['tlsWrongIdentity', 'ssl.fail_verify_san', 10, 11, handshakes],
  ['tlsWrongHash', 'ssl.fail_verify_cert_hash', 10, 11, handshakes],
  // By the hundred hours of uptime.
  ['emptyUpdates', 'update_empty', 99, 100, { membership_total: 1, membership_healthy: 1 }],
  ['staleEndpoints', 'assignment_stale', 99, 100, {}],
];

const broken = { upstream_cx_connect_fail: 50, upstream_cx_total: 100 };
const ofReviews = 'Service shop/reviews';

describeCheck(trafficStatistics, {
  silent: {
    'nothing wrong': given({ upstream_cx_connect_fail: 0, upstream_cx_total: 100 }),
    ...Object.fromEntries(
      thresholds.map(([, counter, few, , total]) => [`few of ${counter}`, given({ [counter]: few, ...total })]),
    ),
    'a handful of the first requests': given({ upstream_cx_connect_fail: 4, upstream_cx_total: 5 }),
    'the stream of the agent': given(broken, 'cluster.xds-grpc'),
    'failures that were before the earlier page': {
      proxyStats: [
        statisticsOf(
          `server.uptime: 3600\n${page({ upstream_cx_connect_fail: 50, upstream_cx_total: 100 })}`,
          `server.uptime: 7200\n${page({ upstream_cx_connect_fail: 50, upstream_cx_total: 9000 })}`,
        ),
      ],
      mesh: mesh(),
    },
    'a closed circuit breaker': given({ 'circuit_breakers.default.cx_open': 0 }),
    'half of the endpoints': given({ membership_healthy: 1, membership_total: 2 }),
    'a service without endpoints': given({ membership_healthy: 0, membership_total: 0, update_empty: 500 }),
    'endpoints that the clusters page shows': {
      ...given({ membership_healthy: 0, membership_total: 2, 'outlier_detection.ejections_active': 1 }),
      proxyUpstreams: [proxyUpstreams()],
    },
    'traffic past the mesh where it is allowed': {
      ...given({ upstream_cx_total: 5000 }, 'cluster.PassthroughCluster'),
      meshConfig: meshConfig({ outboundTrafficPolicy: 'ALLOW_ANY' }),
    },
    'a request to nowhere now and then': given({ upstream_cx_total: 99 }, 'cluster.BlackHoleCluster'),
    'requests that an endpoint broke off when it ended': given({
      upstream_cx_destroy_remote_with_active_rq: 50,
      upstream_rq_total: 100,
    }),
    'failures that an access log shows': {
      ...given(broken),
      proxyLogs: [
        containerLog({
          access: accessLog([
            accessLogGroup({
              flags: 'UF',
              cluster: 'outbound|80||reviews.shop.svc.cluster.local',
              details: 'upstream_reset_before_response_started{connection_failure}',
              count: 40,
            }),
          ]),
        }),
      ],
    },
  },
  open: {
    'neither a total nor an uptime': {
      given: {
        proxyStats: [
          {
            ...proxyStats(),
            groups: [
              {
                scope: 'cluster',
                name: 'outbound|80||reviews.shop.svc.cluster.local',
                values: new Map([['upstream_cx_connect_fail', { value: 50, line: 1 }]]),
              },
            ],
          },
        ],
        mesh: mesh(),
      },
      because: 'what shop/cart-6f5b counted can be compared with nothing',
    },
  },
  fires: {
    'the same with twenty destinations, once for the mesh': {
      given: {
        proxyStats: [
          statisticsOf(
            Array.from({ length: 20 }, (_, index) =>
              page(
                { upstream_rq_pending_overflow: 50, upstream_rq_total: 100 },
                `cluster.outbound|80||s${index}.shop.svc.cluster.local`,
              ),
            ).join('\n'),
          ),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'requestOverflow',
          subject: 'Mesh mesh',
          args: { destination: 'many destinations', destinations: 20 },
          evidence: 20,
        },
      ],
    },
    ...Object.fromEntries(
      thresholds.map(([messageId, counter, , many, total]) => [
        `many of ${counter}`,
        { given: given({ [counter]: many, ...total }), expect: [{ messageId, subject: ofReviews }] },
      ]),
    ),
    'a half of the connections fail': {
      given: given(broken),
      expect: [
        {
          messageId: 'connectFailures',
          subject: ofReviews,
          severity: 'error',
          line: 1,
          args: { amount: '50 of 100 (50 %)', destination: 'shop/reviews:80', workloads: 'shop/cart' },
        },
      ],
    },
    'timeouts are failures, and reported once': {
      given: given({ upstream_cx_connect_fail: 50, upstream_cx_connect_timeout: 50, upstream_cx_total: 100 }),
      expect: [{ messageId: 'connectTimeouts', subject: ofReviews }],
    },
    'without a total, by the hours since the start': {
      given: given({ upstream_cx_connect_fail: 1000 }),
      expect: [{ messageId: 'connectFailures', subject: ofReviews, args: { amount: '1000 in 4 days' } }],
    },
    'failures since the earlier page': {
      given: {
        proxyStats: [
          statisticsOf(
            `server.uptime: 3600\n${page({ upstream_cx_connect_fail: 5, upstream_cx_total: 99_000 })}`,
            `server.uptime: 7200\n${page({ upstream_cx_connect_fail: 25, upstream_cx_total: 99_100 })}`,
          ),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'connectFailures', subject: ofReviews, args: { amount: '20 of 100 (20 %)' } }],
    },
    'many proxies, one finding': {
      given: { proxyStats: ['a-1', 'b-1', 'c-1'].map((pod) => statisticsOfPod(pod, page(broken))), mesh: mesh() },
      expect: [
        {
          messageId: 'connectFailures',
          subject: ofReviews,
          evidence: 3,
          args: { proxies: 3, workloads: 'shop/a and 2 more workloads' },
        },
      ],
    },
    ...Object.fromEntries(
      ['cx', 'cx_pool', 'rq', 'rq_pending', 'rq_retry'].map((limit) => [
        `an open circuit breaker: ${limit}`,
        {
          given: given({ [`circuit_breakers.default.${limit}_open`]: 1 }),
          expect: [{ messageId: 'breakerOpen', subject: ofReviews }],
        },
      ]),
    ),
    'no endpoint is healthy': {
      given: given({ membership_healthy: 0, membership_total: 2 }),
      expect: [{ messageId: 'noneHealthyNow', subject: ofReviews, severity: 'error' }],
    },
    'few endpoints are healthy': {
      given: given({ membership_healthy: 1, membership_total: 3 }),
      expect: [{ messageId: 'fewHealthyNow', subject: ofReviews, args: { amount: '1 of 3' } }],
    },
    'an ejected endpoint': {
      given: { ...given({ 'outlier_detection.ejections_active': 1 }), proxyConfigs: [proxyConfig()] },
      expect: [{ messageId: 'ejected', subject: ofReviews }],
    },
    'the application beside the proxy': {
      given: given(broken, 'cluster.inbound|8080||'),
      expect: [
        {
          messageId: 'connectFailures',
          subject: 'Workload shop/cart',
          args: { destination: 'the application of shop/cart on port 8080' },
        },
      ],
    },
    'a port that no service declares': {
      given: given(broken, 'cluster.InboundPassthroughClusterIpv4'),
      expect: [{ messageId: 'inboundPassthrough', subject: 'Workload shop/cart' }],
    },
    'addresses that no service has': {
      given: given({ upstream_cx_total: 100 }, 'cluster.BlackHoleCluster'),
      expect: [{ messageId: 'blackHole', subject: 'Workload shop/cart', severity: 'info' }],
    },
    'traffic past a mesh that is closed': {
      given: {
        ...given({ upstream_cx_total: 100 }, 'cluster.PassthroughCluster'),
        meshConfig: meshConfig({ outboundTrafficPolicy: 'REGISTRY_ONLY' }),
      },
      expect: [{ messageId: 'passthrough', subject: 'Workload shop/cart', severity: 'info' }],
    },
  },
  notApplicable: {
    "Istio's default statistics": {
      given: { proxyStats: [statisticsOf('cluster_manager.cds.update_success: 4\n')], mesh: mesh() },
      because: 'keep no statistics of clusters',
    },
  },
});
