import { Unusable } from '../core/errors.js';
import { defineWindowParser } from './parser.js';
import { createLineWindow } from './support/line-window.js';
import { labelsIn, type Reading, readMetricLine } from './support/metric-line.js';

/** One metric of istiod, ztunnel or istio-cni: the sum of its series, and those that are not zero. */
export interface Metric extends Reading {
  /** At most 20, with the labels that tell them apart. */
  series: readonly (Reading & { labels: ReadonlyMap<string, string> })[];
}

/** A histogram, added up over its series. */
export interface Histogram {
  /** Observations at or below a bound, by bound; `+Inf` is `count`. */
  buckets: ReadonlyMap<number, number>;
  count: number;
  line: number;
}

export interface ComponentMetrics {
  component: 'control-plane' | 'ztunnel' | 'istio-cni';
  metrics: Map<string, Metric>;
  histograms: Map<string, Histogram>;
}

const components = [
  // ztunnel's own page has no pilot_ metric, and istio-cni's none of workload_manager_.
  ['control-plane', /^(?:pilot|citadel|galley|sidecar_injection|istiod)_/],
  ['ztunnel', /^(?:workload_manager|istio_xds)_/],
  ['istio-cni', /^(?:nodeagent_|istio_cni_|ztunnel_connected$)/],
] as const;

/** What is kept: metrics of these components and of their process, not those of the traffic they forwarded. */
const wanted =
  /^(?:pilot_|citadel_|galley_|sidecar_injection_|istiod_|endpoint_no_pod$|remote_cluster_|controller_sync_errors_total$|provider_lookup_cluster_failures|process_(?:start_time_seconds|resident_memory_bytes)$|go_memstats_heap_inuse_bytes$|istio_xds_|workload_manager_|istio_tcp_connections_(?:failed|opened)|istio_on_demand_dns|ztunnel_connected$|nodeagent_|istio_cni_)/;
const wantedHistograms = new Set([
  'pilot_xds_push_time',
  'pilot_proxy_convergence_time',
  'pilot_proxy_queue_time',
  'pilot_debounce_time',
  'pilot_xds_config_size_bytes',
]);
const mostMetrics = 500;
const mostSeries = 20;
const mostLabels = 6;
const longestLabel = 200;
const mostBuckets = 40;

interface OpenMetric extends Reading {
  series: (Reading & { labels: ReadonlyMap<string, string> })[];
}

interface OpenHistogram {
  buckets: Map<number, number>;
  count: number;
  line: number;
}

/** The page /metrics of istiod, Pilot and the other components of the control plane, of ztunnel and of istio-cni. */
export const componentMetrics = defineWindowParser<'component-metrics', ComponentMetrics>({
  kind: 'component-metrics',
  open() {
    const metrics = new Map<string, OpenMetric>();
    const histograms = new Map<string, OpenHistogram>();
    let component: ComponentMetrics['component'] | undefined;

    function onLine(text: string, line: number): void {
      const found = readMetricLine(text);
      if (found?.labels === undefined) return;
      const { name, labels, value } = found;
      if (component === undefined) component = components.find(([, own]) => own.test(name))?.[0];
      if (Number.isNaN(value) || !wanted.test(name)) return;
      const [, of, part] = /^(.{1,200})_(bucket|count|sum)$/.exec(name) ?? [];
      if (of !== undefined && wantedHistograms.has(of)) return observe(of, part, labels, value, line);
      if (part !== 'bucket') keep(name, labels, value, line);
    }

    function observe(name: string, part: string | undefined, labels: string, value: number, line: number): void {
      const known = histograms.get(name) ?? { buckets: new Map(), count: 0, line };
      histograms.set(name, known);
      if (part === 'count') known.count += value;
      const bound = part === 'bucket' ? Number(labelsIn(labels).get('le')) : Number.NaN;
      if (Number.isFinite(bound) && (known.buckets.has(bound) || known.buckets.size < mostBuckets))
        known.buckets.set(bound, (known.buckets.get(bound) ?? 0) + value);
    }

    function keep(name: string, labels: string, value: number, line: number): void {
      const known = metrics.get(name) ?? { value: 0, line, series: [] };
      if (!metrics.has(name)) {
        if (metrics.size >= mostMetrics) return;
        metrics.set(name, known);
      }
      known.value += value;
      if (value !== 0 && known.series.length < mostSeries)
        known.series.push({ value, line, labels: shortened(labelsIn(labels)) });
    }

    return {
      window: createLineWindow(onLine),
      end() {
        if (component === undefined) throw new Unusable('no metrics of istiod, ztunnel or istio-cni');
        return { artifact: { component, metrics, histograms } };
      },
    };
  },
});

function shortened(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...labels].slice(0, mostLabels).map(([name, value]) => [name, value.slice(0, longestLabel)]));
}
