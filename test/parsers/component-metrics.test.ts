import { describe, expect, test } from 'vitest';
import { componentMetrics } from '../../src/parsers/component-metrics.js';
import { parseWindow } from '../helpers/parse.js';

const istiod = `# HELP pilot_xds_pushes Pilot build and send errors for lds, rds, cds and eds.
# TYPE pilot_xds_pushes counter
pilot_xds_pushes{type="cds"} 10
pilot_xds_pushes{type="eds"} 5
pilot_xds_pushes{type="rds"} 0
# TYPE pilot_proxy_convergence_time histogram
pilot_proxy_convergence_time_bucket{le="0.1"} 90
pilot_proxy_convergence_time_bucket{le="+Inf"} 100
pilot_proxy_convergence_time_sum 12.5
pilot_proxy_convergence_time_count 100
go_goroutines 300
http_requests_total{path="/secret"} 3
`;

test('metrics are added up over labels, and the series that are not zero stay', () => {
  const { component, metrics } = parseWindow(componentMetrics, istiod).artifact;
  expect(component).toBe('control-plane');
  expect(metrics).toEqual(
    new Map([
      [
        'pilot_xds_pushes',
        {
          value: 15,
          line: 3,
          series: [
            { value: 10, line: 3, labels: new Map([['type', 'cds']]) },
            { value: 5, line: 4, labels: new Map([['type', 'eds']]) },
          ],
        },
      ],
    ]),
  );
});

describe.each([1, 7, 64, 4096])('in windows of %i bytes', (size) => {
  test('a histogram keeps its buckets', () => {
    const { histograms } = parseWindow(componentMetrics, istiod, { size }).artifact;
    expect(histograms).toEqual(
      new Map([['pilot_proxy_convergence_time', { buckets: new Map([[0.1, 90]]), count: 100, line: 7 }]]),
    );
  });
});

test('histograms of several types are one', () => {
  const { histograms } = parseWindow(
    componentMetrics,
    `pilot_xds_push_time_bucket{type="cds",le="10"} 4
pilot_xds_push_time_count{type="cds"} 5
pilot_xds_push_time_bucket{type="eds",le="10"} 6
pilot_xds_push_time_count{type="eds"} 6
`,
  ).artifact;
  expect(histograms.get('pilot_xds_push_time')).toEqual({ buckets: new Map([[10, 10]]), count: 11, line: 1 });
});

test.each([
  ['ztunnel', 'istio_xds_connection_terminations_total{reason="Reconnect"} 4\n'],
  ['ztunnel', 'workload_manager_active_proxy_count 2\n'],
  ['istio-cni', 'ztunnel_connected 1\n'],
  ['istio-cni', 'istio_cni_install_ready 1\n'],
  ['control-plane', 'citadel_server_csr_count 4\n'],
])('whose metrics they are: %s', (component, text) => {
  expect(parseWindow(componentMetrics, text).artifact.component).toBe(component);
});

test('a page of something else, and an error', () => {
  expect(() => parseWindow(componentMetrics, 'go_goroutines 3\n')).toThrow('no metrics of istiod');
  expect(() => parseWindow(componentMetrics, 'Error: unknown command "request"\n')).toThrow('unknown command');
});

test('at most 20 series of a metric are kept, all of them are counted', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `pilot_xds_cds_reject{node="n${index}"} 1\n`);
  const metric = parseWindow(componentMetrics, lines.join('')).artifact.metrics.get('pilot_xds_cds_reject');
  expect([metric?.value, metric?.series.length]).toEqual([50, 20]);
});
