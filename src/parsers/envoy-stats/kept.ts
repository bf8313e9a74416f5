/**
 * What a statistic says about the cluster, listener or prefix that has it: `trouble` where it is not zero, `state` at any
 * value, `total` only beside one of the others.
 */
export type Role = 'trouble' | 'state' | 'total';

/** Parts of Envoy whose statistics are kept per name. */
export type Scope = 'cluster' | 'listener' | 'http' | 'overload';

const tlsFailures = ['fail_verify_no_cert', 'fail_verify_error', 'fail_verify_san', 'fail_verify_cert_hash'];

function as(role: Role, names: readonly string[]): [string, Role][] {
  return names.map((name) => [name, role]);
}

/** Names as Envoy documents them, with underscores for dots, behind the name of the cluster, listener or prefix. */
export const kept: Readonly<Record<Scope, ReadonlyMap<string, Role>>> = {
  cluster: new Map([
    ...as('trouble', [
      'upstream_cx_connect_fail',
      'upstream_cx_connect_timeout',
      'upstream_cx_overflow',
      'upstream_cx_none_healthy',
      'upstream_cx_destroy_remote_with_active_rq',
      'upstream_cx_protocol_error',
      'upstream_rq_pending_overflow',
      'upstream_rq_active_overflow',
      'upstream_rq_retry_overflow',
      'upstream_rq_retry_limit_exceeded',
      'upstream_rq_timeout',
      'upstream_rq_per_try_timeout',
      'upstream_rq_rx_reset',
      'upstream_rq_tx_reset',
      'circuit_breakers_default_cx_open',
      'circuit_breakers_default_cx_pool_open',
      'circuit_breakers_default_rq_open',
      'circuit_breakers_default_rq_pending_open',
      'circuit_breakers_default_rq_retry_open',
      'update_empty',
      'assignment_stale',
      'outlier_detection_ejections_active',
      'outlier_detection_ejections_overflow',
      'ssl_connection_error',
      ...tlsFailures.map((name) => `ssl_${name}`),
    ]),
    ...as('state', ['membership_healthy', 'membership_total']),
    ...as('total', [
      'upstream_cx_total',
      'upstream_rq_total',
      'update_attempt',
      'outlier_detection_ejections_enforced_total',
      'ssl_handshake',
    ]),
  ]),
  listener: new Map([
    ...as('trouble', [
      'no_filter_chain_match',
      'downstream_cx_overflow',
      'downstream_cx_overload_reject',
      'downstream_global_cx_overflow',
      ...tlsFailures.map((name) => `ssl_${name}`),
    ]),
    ...as('total', ['downstream_cx_total', 'ssl_handshake']),
  ]),
  http: new Map([
    ...as('trouble', ['downstream_rq_5xx', 'downstream_cx_protocol_error', 'ext_authz_error']),
    ...as('trouble', ['ext_authz_denied', 'jwt_authn_denied', 'rbac_denied']),
    ...as('total', ['downstream_rq_total', 'downstream_cx_total']),
  ]),
  overload: new Map([...as('trouble', ['active']), ...as('total', ['scale_percent'])]),
};

/** Statistics of the process as a whole. */
export const keptOfProcess: ReadonlySet<string> = new Set([
  'control_plane_connected_state',
  'control_plane_pending_requests',
  'control_plane_rate_limit_enforced',
  'cluster_manager_cds_update_rejected',
  'cluster_manager_cds_update_success',
  'cluster_manager_warming_clusters',
  'listener_manager_lds_update_rejected',
  'listener_manager_lds_update_success',
  'listener_manager_listener_create_failure',
  'listener_manager_listener_create_success',
  'listener_manager_total_listeners_warming',
  'listener_manager_workers_started',
  'server_concurrency',
  'server_days_until_first_cert_expiring',
  'server_live',
  'server_memory_allocated',
  'server_memory_heap_size',
  'server_state',
  'server_uptime',
  'server_watchdog_mega_miss',
  'server_watchdog_miss',
  'wasm_remote_load_fetch_failures',
  'wasm_remote_load_fetch_successes',
]);

/** Counters of one resource each (a secret, a route configuration) that are added up under one name. */
export function summedName(folded: string): string | undefined {
  if (folded.startsWith('sds_')) {
    if (folded.endsWith('_update_rejected')) return 'sds_update_rejected';
    if (folded.endsWith('_update_success')) return 'sds_update_success';
    if (folded.endsWith('_key_rotation_failed')) return 'sds_key_rotation_failed';
  }
  if (folded.startsWith('http_') && folded.includes('rds_')) {
    if (folded.endsWith('_update_rejected')) return 'rds_update_rejected';
    if (folded.endsWith('_update_success')) return 'rds_update_success';
  }
  return undefined;
}

/** Last words of all that is kept; `rq` and `xx` stand for classes of response codes, which a label names. */
const endings = new Set([
  ...Object.values(kept).flatMap((names) => [...names.keys()].map(lastWord)),
  ...[...keptOfProcess].map(lastWord),
  ...['rejected', 'success', 'failed', 'rq', 'xx'],
]);

/** Tells most statistics of a page at once from those that could be kept. */
export function mayBeKept(name: string): boolean {
  return endings.has(lastWord(name));
}

function lastWord(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('_'), name.lastIndexOf('.')) + 1);
}
