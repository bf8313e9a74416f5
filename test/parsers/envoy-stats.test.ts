import { describe, expect, test } from 'vitest';
import { envoyStats } from '../../src/parsers/envoy-stats/index.js';
import { parseWindow } from '../helpers/parse.js';

const plain = `cluster.outbound|443||ssl.shop.svc.cluster.local;.ssl.connection_error: 3
cluster.outbound|443||ssl.shop.svc.cluster.local;.ssl.handshake: 40
cluster_manager.cds.update_rejected: 1
cluster_manager.cds.update_success: 12
cluster_manager.cds.version_text: "{2026-09-01T10:15:00Z/12}"
control_plane.connected_state: 0
listener.0.0.0.0_15006.ssl.connection_error: 4
listener.0.0.0.0_15006.ssl.fail_verify_san: 0
cluster.agent;.upstream_cx_connect_ms: P0(nan,0) P25(nan,1.025)
`;

const labelled = `# TYPE envoy_cluster_ssl_connection_error counter
envoy_cluster_ssl_connection_error{cluster_name="outbound|443||cart: {a}"} 3
envoy_listener_ssl_fail_verify_error{listener_address="0.0.0.0_15006"} 2
# TYPE envoy_server_live gauge
envoy_server_live{} 1
envoy_control_plane_connected_state{} 1
istio_request_duration_milliseconds_bucket{source="a \\"b\\" \\\\ c",le="+Inf"} 3
`;

const expectedPlain = {
  values: new Map([
    ['cluster_manager_cds_update_rejected', { value: 1, line: 3 }],
    ['cluster_manager_cds_update_success', { value: 12, line: 4 }],
    ['control_plane_connected_state', { value: 0, line: 6 }],
  ]),
  agent: new Map(),
  tlsErrors: new Map([['connection_error', 7]]),
  statistics: 9,
  scopes: new Set(['cluster', 'listener']),
  groups: [
    {
      scope: 'cluster',
      name: 'outbound|443||ssl.shop.svc.cluster.local',
      values: new Map([
        ['ssl_connection_error', { value: 3, line: 1 }],
        ['ssl_handshake', { value: 40, line: 2 }],
      ]),
    },
  ],
  groupsLeftOut: 0,
};

const expectedLabelled = {
  values: new Map([
    ['server_live', { value: 1, line: 5 }],
    ['control_plane_connected_state', { value: 1, line: 6 }],
  ]),
  agent: new Map(),
  tlsErrors: new Map([
    ['connection_error', 3],
    ['fail_verify_error', 2],
  ]),
  statistics: 5,
  scopes: new Set(['cluster', 'listener']),
  groups: [
    {
      scope: 'cluster',
      name: 'outbound|443||cart: {a}',
      values: new Map([['ssl_connection_error', { value: 3, line: 2 }]]),
    },
    {
      scope: 'listener',
      name: '0.0.0.0_15006',
      values: new Map([['ssl_fail_verify_error', { value: 2, line: 3 }]]),
    },
  ],
  groupsLeftOut: 0,
};

test('failed handshakes are added up over clusters and listeners', () => {
  expect(parseWindow(envoyStats, plain).artifact).toEqual(expectedPlain);
});

test('the page for Prometheus', () => {
  expect(parseWindow(envoyStats, labelled).artifact).toEqual(expectedLabelled);
});

describe.each([1, 7, 64, 4096])('in windows of %i bytes', (size) => {
  test('plain', () => {
    expect(parseWindow(envoyStats, plain, { size }).artifact).toEqual(expectedPlain);
  });
  test('for Prometheus, behind many lines', () => {
    const text = 'envoy_cluster_upstream_cx_total{cluster_name="x"} 5\n'.repeat(100) + labelled;
    const { artifact } = parseWindow(envoyStats, text, { size });
    expect(artifact).toMatchObject({ statistics: 105, tlsErrors: expectedLabelled.tlsErrors });
    expect(artifact.values.get('server_live')).toEqual({ value: 1, line: 105 });
  });
});

test('a value without a number is passed over', () => {
  const { artifact } = parseWindow(envoyStats, 'server.live: \nserver.uptime: NaN\n');
  expect(artifact.values).toEqual(new Map());
});

test('an error page, other text and other JSON are no statistics', () => {
  const error = 'invalid path. admin commands are:\n  /: Admin home page\n  /certs: print certs on machine\n';
  expect(() => parseWindow(envoyStats, error)).toThrow('invalid path');
  expect(() => parseWindow(envoyStats, error, { size: 1 })).toThrow('invalid path');
  expect(() => parseWindow(envoyStats, 'apiVersion: v1\nkind: Pod\n')).toThrow('no statistics page');
  expect(() => parseWindow(envoyStats, '{"configs": []}\n')).toThrow('no statistics page');
});

/** What is kept of each cluster, listener and prefix, without lines. */
function groupsIn(text: string) {
  return parseWindow(envoyStats, text).artifact.groups.map(({ scope, name, values }) => [
    `${scope} ${name}`,
    Object.fromEntries([...values].map(([statistic, { value }]) => [statistic, value])),
  ]);
}

const sameInAllForms = [
  [
    'cluster outbound|80||cart.shop.svc.cluster.local',
    { upstream_cx_connect_fail: 31, upstream_cx_total: 120, circuit_breakers_default_cx_open: 1 },
  ],
];

test('text since Istio 1.24, text before it, and tags of Prometheus fold to the same names', () => {
  expect(
    groupsIn(`cluster.outbound|80||cart.shop.svc.cluster.local;.upstream_cx_connect_fail: 31
cluster.outbound|80||cart.shop.svc.cluster.local;.upstream_cx_total: 120
cluster.outbound|80||cart.shop.svc.cluster.local;.circuit_breakers.default.cx_open: 1
cluster.outbound|80||cart.shop.svc.cluster.local;.internal.upstream_rq_timeout: 9
`),
  ).toEqual(sameInAllForms);
  expect(
    groupsIn(`cluster.outbound|80||cart.shop.svc.cluster.local.upstream_cx_connect_fail: 31
cluster.outbound|80||cart.shop.svc.cluster.local.upstream_cx_total: 120
cluster.outbound|80||cart.shop.svc.cluster.local.circuit_breakers.default.cx_open: 1
`),
  ).toEqual(sameInAllForms);
  expect(
    groupsIn(`envoy_cluster_upstream_cx_connect_fail{cluster_name="outbound|80||cart.shop.svc.cluster.local"} 31
envoy_cluster_upstream_cx_total{cluster_name="outbound|80||cart.shop.svc.cluster.local"} 120
envoy_cluster_circuit_breakers_default_cx_open{cluster_name="outbound|80||cart.shop.svc.cluster.local"} 1
`),
  ).toEqual(sameInAllForms);
});

test('what a pattern for tags leaves in the name of the metric', () => {
  expect(groupsIn('envoy_cluster_example_com_upstream_cx_overflow{cluster_name="outbound|443||api"} 2\n')).toEqual([
    ['cluster outbound|443||api.example_com', { upstream_cx_overflow: 2 }],
  ]);
  expect(
    groupsIn(`envoy_http_inbound_0_0_0_0_8080__downstream_rq{response_code_class="5xx"} 3
envoy_http_inbound_0_0_0_0_8080__downstream_rq_total{} 50
`),
  ).toEqual([['http inbound_0_0_0_0_8080', { downstream_rq_5xx: 3, downstream_rq_total: 50 }]]);
});

test('of clusters only those with trouble are kept', () => {
  expect(
    groupsIn(`cluster.a;.upstream_cx_total: 10
cluster.a;.upstream_cx_connect_fail: 0
cluster.b;.membership_healthy: 0
cluster.b;.membership_total: 3
cluster.c;.membership_healthy: 3
cluster.c;.membership_total: 3
cluster.PassthroughCluster;.upstream_cx_total: 4
`),
  ).toEqual([
    ['cluster b', { membership_healthy: 0, membership_total: 3 }],
    ['cluster PassthroughCluster', { upstream_cx_total: 4 }],
  ]);
});

test('at most 500 clusters are kept, those with the most trouble; the rest is counted', () => {
  const lines = Array.from({ length: 600 }, (_, index) => `cluster.c${index};.upstream_cx_overflow: ${index + 1}\n`);
  const { groups, groupsLeftOut } = parseWindow(envoyStats, lines.join('')).artifact;
  expect([groups.length, groupsLeftOut]).toEqual([500, 100]);
  expect(groups[0]?.name).toBe('c599');
});

test('connections of workers are those of their listener', () => {
  expect(
    groupsIn(`listener.0.0.0.0_15006.worker_0.downstream_cx_total: 5
listener.0.0.0.0_15006.downstream_cx_total: 9
listener.0.0.0.0_15006.no_filter_chain_match: 2
`),
  ).toEqual([['listener 0.0.0.0_15006', { downstream_cx_total: 9, no_filter_chain_match: 2 }]]);
});

test('actions of the overload manager, in both forms', () => {
  const expected = [['overload stop_accepting_requests', { active: 1 }]];
  expect(groupsIn('overload.envoy.overload_actions.stop_accepting_requests.active: 1\n')).toEqual(expected);
  expect(groupsIn('envoy_overload_active{overload_action="stop_accepting_requests"} 1\n')).toEqual([]);
  expect(groupsIn('envoy_overload_envoy_overload_actions_stop_accepting_requests_active{} 1\n')).toEqual(expected);
});

test('secrets and route configurations are added up', () => {
  const { values } = parseWindow(
    envoyStats,
    `sds.default.update_rejected: 1
sds.kubernetes://shop-cert.update_rejected: 2
sds.default.key_rotation_failed: 1
http.outbound_0.0.0.0_80;.rds.80.update_rejected: 3
http.outbound_0.0.0.0_80;.rds.80.update_success: 7
`,
  ).artifact;
  expect(Object.fromEntries([...values].map(([name, { value }]) => [name, value]))).toEqual({
    sds_update_rejected: 3,
    sds_key_rotation_failed: 1,
    rds_update_rejected: 3,
    rds_update_success: 7,
  });
});

test('metrics of the agent on its merged page, without histograms', () => {
  const { agent } = parseWindow(
    envoyStats,
    `# TYPE istio_agent_num_failed_outgoing_requests counter
istio_agent_num_failed_outgoing_requests{request_type="csr"} 2
istio_agent_num_failed_outgoing_requests{request_type="token"} 1
istio_agent_startup_duration_seconds 1.5
istio_agent_wasm_remote_fetch_count{result="success"} 4
istio_agent_wasm_remote_fetch_count{result="download_failure"} 1
istio_agent_outgoing_latency_bucket{le="1"} 9
`,
  ).artifact;
  expect(Object.fromEntries([...agent].map(([name, { value }]) => [name, value]))).toEqual({
    num_failed_outgoing_requests: 3,
    startup_duration_seconds: 1.5,
    wasm_remote_fetch_count_success: 4,
    wasm_remote_fetch_count: 1,
  });
});
