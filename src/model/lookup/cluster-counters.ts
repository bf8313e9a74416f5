import type { CounterRule } from './statistics.js';

/** Connections that were tried. */
export const connections = ['upstream_cx_total'];
const requests = ['upstream_rq_total'];
const verifyFailures = ['ssl_fail_verify_error', 'ssl_fail_verify_san', 'ssl_fail_verify_cert_hash'];

/** Counters of clusters: a healthy mesh has a few of each, in proportion to its traffic. */
export const clusterCounters = [
  {
    id: 'connectTimeouts',
    counters: ['upstream_cx_connect_timeout'],
    total: connections,
    share: 0.01,
    perHour: 10,
    least: 5,
  },
  {
    id: 'connectFailures',
    counters: ['upstream_cx_connect_fail'],
    // Envoy counts a timeout as a failure too.
    less: ['upstream_cx_connect_timeout'],
    total: connections,
    share: 0.01,
    perHour: 10,
    least: 5,
  },
  {
    id: 'connectionOverflow',
    counters: ['upstream_cx_overflow'],
    total: connections,
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  {
    id: 'requestOverflow',
    counters: ['upstream_rq_pending_overflow', 'upstream_rq_active_overflow'],
    total: requests,
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  {
    id: 'retryOverflow',
    counters: ['upstream_rq_retry_overflow'],
    total: requests,
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  {
    id: 'noneHealthy',
    counters: ['upstream_cx_none_healthy'],
    // Those that found no endpoint are not among the requests.
    total: ['upstream_cx_none_healthy', ...requests],
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  {
    id: 'requestTimeouts',
    counters: ['upstream_rq_timeout', 'upstream_rq_per_try_timeout'],
    total: requests,
    share: 0.01,
    least: 5,
  },
  { id: 'resets', counters: ['upstream_rq_rx_reset'], total: requests, share: 0.01, least: 5 },
  { id: 'cancelled', counters: ['upstream_rq_tx_reset'], total: requests, share: 0.01, least: 20 },
  {
    id: 'protocolErrors',
    counters: ['upstream_cx_protocol_error'],
    total: connections,
    share: 0.001,
    perHour: 1,
    least: 3,
  },
  {
    id: 'retriesExhausted',
    counters: ['upstream_rq_retry_limit_exceeded'],
    total: requests,
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  {
    id: 'ejectionOverflow',
    counters: ['outlier_detection_ejections_overflow'],
    total: ['outlier_detection_ejections_overflow', 'outlier_detection_ejections_enforced_total'],
    share: 0.01,
    perHour: 1,
    least: 3,
  },
  {
    id: 'tlsErrors',
    counters: ['ssl_connection_error'],
    less: verifyFailures,
    total: ['ssl_connection_error', 'ssl_handshake'],
    share: 0.01,
    perHour: 10,
    least: 5,
  },
  ...(
    [
      ['tlsNoCertificate', 'ssl_fail_verify_no_cert'],
      ['tlsUntrusted', 'ssl_fail_verify_error'],
      ['tlsWrongIdentity', 'ssl_fail_verify_san'],
      ['tlsWrongHash', 'ssl_fail_verify_cert_hash'],
    ] as const
  ).map(([id, counter]) => ({
    id,
    counters: [counter],
    total: [counter, 'ssl_handshake'],
    share: 0.001,
    perHour: 1,
    least: 3,
  })),
  { id: 'emptyUpdates', counters: ['update_empty'], perHour: 1, least: 10 },
  { id: 'staleEndpoints', counters: ['assignment_stale'], perHour: 1, least: 5 },
] as const satisfies readonly CounterRule[];
