import type { CounterRule } from './statistics.js';

/** Counters of the process. */
export const countersOfProcess = [
  {
    id: 'rejected',
    counters: ['cluster_manager_cds_update_rejected'],
    total: ['cluster_manager_cds_update_rejected', 'cluster_manager_cds_update_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  {
    id: 'rejected',
    counters: ['listener_manager_lds_update_rejected'],
    total: ['listener_manager_lds_update_rejected', 'listener_manager_lds_update_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  {
    id: 'rejected',
    counters: ['rds_update_rejected'],
    total: ['rds_update_rejected', 'rds_update_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  {
    id: 'listenerFailures',
    counters: ['listener_manager_listener_create_failure'],
    total: ['listener_manager_listener_create_failure', 'listener_manager_listener_create_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  // A worker that was stuck for a second, and for a fifth of one.
  { id: 'stuckWorkers', counters: ['server_watchdog_mega_miss'], perHour: 1, least: 3 },
  { id: 'stuckWorkers', counters: ['server_watchdog_miss'], perHour: 10, least: 20 },
  {
    id: 'rejectedSecrets',
    counters: ['sds_update_rejected'],
    total: ['sds_update_rejected', 'sds_update_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  { id: 'keyRotation', counters: ['sds_key_rotation_failed'], perHour: 0.01, least: 1 },
  {
    id: 'wasmFailures',
    counters: ['wasm_remote_load_fetch_failures'],
    total: ['wasm_remote_load_fetch_failures', 'wasm_remote_load_fetch_successes'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  { id: 'rateLimited', counters: ['control_plane_rate_limit_enforced'], perHour: 60, least: 20 },
] as const satisfies readonly CounterRule[];

const accepted = ['downstream_cx_total'];

/** Counters of each listener. */
export const countersOfListeners = [
  { id: 'noFilterChain', counters: ['no_filter_chain_match'], total: accepted, share: 0.05, perHour: 60, least: 100 },
  {
    id: 'refusedConnections',
    counters: ['downstream_cx_overflow', 'downstream_cx_overload_reject', 'downstream_global_cx_overflow'],
    total: accepted,
    share: 0.001,
    perHour: 1,
    least: 5,
  },
  ...(
    [
      ['clientsWithoutCertificate', 'ssl_fail_verify_no_cert'],
      ['untrustedClients', 'ssl_fail_verify_error'],
      ['clientIdentity', 'ssl_fail_verify_san'],
      ['clientHash', 'ssl_fail_verify_cert_hash'],
    ] as const
  ).map(([id, counter]) => ({
    id,
    counters: [counter],
    total: [counter, 'ssl_handshake'],
    share: 0.01,
    perHour: 5,
    least: 5,
  })),
] as const satisfies readonly CounterRule[];

/** Counters of each HTTP connection manager. */
export const countersOfHttp = [
  {
    id: 'serverErrors',
    counters: ['downstream_rq_5xx'],
    total: ['downstream_rq_total'],
    share: 0.05,
    perHour: 60,
    least: 20,
  },
  {
    id: 'brokenClients',
    counters: ['downstream_cx_protocol_error'],
    total: accepted,
    share: 0.01,
    perHour: 60,
    least: 20,
  },
  {
    id: 'externalAuthorization',
    counters: ['ext_authz_error'],
    total: ['downstream_rq_total'],
    share: 0.001,
    perHour: 1,
    least: 3,
  },
] as const satisfies readonly CounterRule[];

/** Counters of the agent. Istiod closes every stream after half an hour, so that two an hour are normal. */
export const countersOfAgent = [
  { id: 'unsteadyStream', counters: ['istiod_connection_terminations'], perHour: 4, least: 5 },
  { id: 'unsteadyEnvoy', counters: ['envoy_connection_terminations'], perHour: 4, least: 5 },
  { id: 'failedStream', counters: ['istiod_connection_failures'], perHour: 1, least: 5 },
  {
    id: 'certificateRequests',
    counters: ['num_failed_outgoing_requests'],
    total: ['num_outgoing_requests'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
  { id: 'fileWatch', counters: ['num_file_watcher_failures_total'], perHour: 0.01, least: 1 },
  { id: 'fileSecrets', counters: ['num_file_secret_failures_total'], perHour: 0.01, least: 1 },
  {
    id: 'failedScrapes',
    counters: ['scrape_failures_total'],
    total: ['scrapes_total'],
    share: 0.1,
    perHour: 6,
    least: 10,
  },
  {
    id: 'wasmFailures',
    counters: ['wasm_remote_fetch_count'],
    total: ['wasm_remote_fetch_count', 'wasm_remote_fetch_count_success'],
    share: 0.01,
    perHour: 0.1,
    least: 1,
  },
] as const satisfies readonly CounterRule[];
