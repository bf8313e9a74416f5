import type { Evidence } from '../../core/evidence.js';
import type { ComponentMetrics, Histogram } from '../facets.js';
import { type Amount, amountInWords, type CounterRule, citeStatistic, judge, percent } from './statistics.js';

/** One trouble that the metrics of one pod show. */
export interface MetricTrouble<Id extends string> {
  id: Id;
  page: ComponentMetrics;
  metric: string;
  amount: string;
  evidence: Evidence;
}

/** A histogram that is trouble where one observation in a hundred is above a bound. */
export interface SlownessRule<Id extends string> {
  id: Id;
  histogram: string;
  /** One of its bounds. */
  above: number;
  unit: string;
}

/** Hours since the counters of a page began. */
export function hoursOf({ started }: ComponentMetrics, now: Date): number | undefined {
  const hours = (now.getTime() - Date.parse(started ?? '')) / 3_600_000;
  return hours > 0 ? hours : undefined;
}

export function countedTroubles<Id extends string>(
  page: ComponentMetrics,
  rules: readonly CounterRule<Id>[],
  hours: number | undefined,
  open: (because: string) => void,
): MetricTrouble<Id>[] {
  return rules.flatMap((rule) => {
    const amount = judge(rule, page.metrics, hours === undefined ? {} : { hours });
    if (amount === 'open') open(`nothing tells since when ${page.workload} counts ${rule.counters[0]}`);
    if (amount === undefined || amount === 'open') return [];
    return [metricTrouble(rule.id, page, amount.counter, wordsOf(page, amount), amount.line)];
  });
}

/** With what the labels of the largest series name. */
function wordsOf(page: ComponentMetrics, amount: Amount): string {
  const series = [...(page.metrics.get(amount.counter)?.series ?? [])].sort((a, b) => b.value - a.value);
  const names = [...(series[0]?.labels ?? [])].map(([name, value]) => `${name} ${value}`).join(', ');
  return `${amountInWords(amount)}${names === '' ? '' : `, most with ${names}`}`;
}

/** Share of observations above a bound; enough of them that one slow moment is none. */
export function slowTroubles<Id extends string>(
  page: ComponentMetrics,
  rules: readonly SlownessRule<Id>[],
): MetricTrouble<Id>[] {
  return rules.flatMap(({ id, histogram: name, above, unit }) => {
    const histogram = page.histograms.get(name);
    const slow = histogram && observationsAbove(histogram, above);
    if (histogram === undefined || slow === undefined || slow < 3 || slow / histogram.count <= 0.01) return [];
    const amount = `${slow} of ${histogram.count} (${percent(slow / histogram.count)}) took more than ${above} ${unit}`;
    return [metricTrouble(id, page, name, amount, histogram.line)];
  });
}

/** Nothing where the histogram has no such bound. */
export function observationsAbove({ buckets, count }: Histogram, bound: number): number | undefined {
  const below = buckets.get(bound);
  return below === undefined ? undefined : count - below;
}

export function metricTrouble<Id extends string>(
  id: Id,
  page: ComponentMetrics,
  metric: string,
  amount: string,
  line: number,
): MetricTrouble<Id> {
  const where = page.pod?.name ?? page.node;
  const text = `${metric}: ${amount}${where === undefined ? '' : ` (${where})`}`;
  return { id, page, metric, amount, evidence: citeStatistic(page.source, line, text) };
}
