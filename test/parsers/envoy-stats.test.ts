import { describe, expect, test } from 'vitest';
import { envoyStats } from '../../src/parsers/envoy-stats.js';
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
    ['cluster_manager_cds_update_rejected', 1],
    ['cluster_manager_cds_update_success', 12],
    ['control_plane_connected_state', 0],
  ]),
  tlsErrors: new Map([['connection_error', 7]]),
  statistics: 9,
};

const expectedLabelled = {
  values: new Map([
    ['server_live', 1],
    ['control_plane_connected_state', 1],
  ]),
  tlsErrors: new Map([
    ['connection_error', 3],
    ['fail_verify_error', 2],
  ]),
  statistics: 5,
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
    expect(parseWindow(envoyStats, text, { size }).artifact).toEqual({ ...expectedLabelled, statistics: 105 });
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
