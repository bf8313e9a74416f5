import type { Evidence } from '../../core/evidence.js';
import type { ProxyStats, Reading } from '../facets.js';

/** When counters are trouble. They count since the process started, so that alone they say nothing. */
export interface CounterRule<Id extends string = string> {
  id: Id;
  /** Added up. */
  counters: readonly string[];
  /** Counters of what another rule reports, and which the former count too. */
  less?: readonly string[];
  /** What they are a share of, added up. */
  total?: readonly string[];
  /** The share above which they are trouble. */
  share?: number;
  /** How many an hour are trouble where no total is known. */
  perHour?: number;
  /** Fewer say nothing. */
  least: number;
}

/** What counters counted since the process started, or between two pages of it. */
export interface Amount {
  count: number;
  /** 0 to 1. */
  share?: number;
  total?: number;
  hours?: number;
  /** Line of the first counter that is not zero. */
  line: number;
  counter: string;
}

export type Values = ReadonlyMap<string, Reading>;

/** The counters, where they are trouble; `open` where there are enough, and nothing to judge them by. */
export function judge(rule: CounterRule, values: Values, span: Span): Amount | 'open' | undefined {
  const { counters, less = [], least, share: most, perHour } = rule;
  const counter = counters.find((name) => (values.get(name)?.value ?? 0) > 0);
  const reading = counter === undefined ? undefined : values.get(counter);
  if (counter === undefined || reading === undefined) return undefined;
  const count = grownBy(counters, values, span) - grownBy(less, values, span);
  if (count < least) return undefined;
  const { hours } = span;
  const total = totalOf(rule, values, span);
  const amount: Amount = {
    count,
    line: reading.line,
    counter,
    ...(hours !== undefined && { hours }),
    ...(total !== undefined && { total, share: count / total }),
  };
  if (total !== undefined && most !== undefined) return count / total > most ? amount : undefined;
  if (perHour === undefined || hours === undefined) return 'open';
  return count / hours >= perHour ? amount : undefined;
}

/** What the values are compared with, and how long the counters had. */
export interface Span {
  before?: Values;
  hours?: number;
}

/** How long the counters of a proxy had: since its earlier page, else since it started. */
export function spanOf({ uptimeSeconds, started, earlier }: ProxyStats, now: Date): Span {
  const uptime = uptimeSeconds ?? (now.getTime() - Date.parse(started ?? '')) / 1000;
  const seconds = uptime - (earlier?.uptimeSeconds ?? 0);
  return seconds > 0 ? { hours: seconds / 3600 } : {};
}

function grownBy(names: readonly string[], values: Values, { before }: Span): number {
  return names.reduce((sum, name) => sum + (values.get(name)?.value ?? 0) - (before?.get(name)?.value ?? 0), 0);
}

/** Known only where each part of it is, but for counters of trouble, which are zero where they are missing. */
function totalOf({ counters, total }: CounterRule, values: Values, span: Span): number | undefined {
  if (total === undefined || total.some((name) => !counters.includes(name) && !values.has(name))) return undefined;
  const sum = grownBy(total, values, span);
  return sum > 0 ? sum : undefined;
}

/** `31 of 120 (26 %)`, or `31 in 2 hours`. */
export function amountInWords({ count, total, share, hours }: Amount): string {
  if (total !== undefined && share !== undefined) return `${count} of ${total} (${percent(share)})`;
  return hours === undefined ? `${count}` : `${count} in ${hoursInWords(hours)}`;
}

export function percent(share: number): string {
  const rounded = share * 100 >= 10 ? Math.round(share * 100) : Math.round(share * 1000) / 10;
  return share < 0.001 ? 'less than 0.1 %' : `${rounded} %`;
}

function hoursInWords(hours: number): string {
  if (hours < 2) return `${Math.max(1, Math.round(hours * 60))} minutes`;
  return hours < 48 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`;
}

export function citeStatistic(source: Evidence, line: number, text: string): Evidence {
  return { ...source, line, excerpt: text, reconstructed: true };
}
