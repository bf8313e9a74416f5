/** The hosts of one priority, counted (or weighed, with `weighted_priority_health`). */
export interface PriorityHosts {
  hosts: number;
  healthy: number;
  degraded: number;
  /** In the same order, by weight; absent: availability follows the counts. */
  weights?: { hosts: number; healthy: number; degraded: number };
  /** In percent; Envoy's default is 140. */
  overprovisioning: number;
}

/** Share of the load in percent that a priority takes, and by which hosts. */
export interface PriorityLoad {
  healthy: number;
  degraded: number;
  /** Too few hosts are healthy: all are used, whatever their health. */
  isInPanic: boolean;
}

/**
 * How Envoy spreads load over priorities (LoadBalancerBase): by availability from the first priority on, what rounding
 * leaves over to the first that is available. `panicThreshold` is in percent. Without any availability and without panic all
 * load goes to the first priority, where it finds no host.
 */
export function priorityLoads(priorities: readonly PriorityHosts[], panicThreshold: number): readonly PriorityLoad[] {
  const healthy = priorities.map((priority) => availability(priority, 'healthy'));
  const degraded = priorities.map((priority) => availability(priority, 'degraded'));
  const total = Math.min(100, sum(healthy) + sum(degraded));
  const panic = priorities.map((priority) => total < 100 && isInPanic(priority, panicThreshold));
  if (priorities.length > 0 && panic.every(Boolean)) return byHostCount(priorities);
  if (total === 0) return priorities.map((_, index) => load(index === 0 ? 100 : 0, 0, panic[index]));
  const ofHealthy = distribute(healthy, 100, total);
  const ofDegraded = distribute(degraded, 100 - sum(ofHealthy), total);
  giveTheRest(ofHealthy, ofDegraded, healthy, degraded);
  return priorities.map((_, index) => load(ofHealthy[index] ?? 0, ofDegraded[index] ?? 0, panic[index]));
}

function availability(priority: PriorityHosts, which: 'healthy' | 'degraded'): number {
  const counted = priority.weights ?? priority;
  if (counted.hosts === 0) return 0;
  return Math.min(100, Math.floor((priority.overprovisioning * counted[which]) / counted.hosts));
}

/** Panic always looks at the number of hosts. */
function isInPanic({ hosts, healthy, degraded }: PriorityHosts, threshold: number): boolean {
  const usable = hosts === 0 ? 0 : (100 * (healthy + degraded)) / hosts;
  return usable < threshold;
}

function distribute(available: readonly number[], load: number, total: number): number[] {
  let left = load;
  return available.map((share) => {
    const taken = Math.min(left, Math.floor((share * 100) / total));
    left -= taken;
    return taken;
  });
}

function giveTheRest(
  ofHealthy: number[],
  ofDegraded: number[],
  healthy: readonly number[],
  degraded: readonly number[],
): void {
  const rest = 100 - sum(ofHealthy) - sum(ofDegraded);
  const first = healthy.findIndex((share) => share > 0);
  const [loads, at] = first < 0 ? [ofDegraded, degraded.findIndex((share) => share > 0)] : [ofHealthy, first];
  if (at >= 0) loads[at] = (loads[at] ?? 0) + rest;
}

/** All priorities are in panic. */
function byHostCount(priorities: readonly PriorityHosts[]): readonly PriorityLoad[] {
  const total = sum(priorities.map(({ hosts }) => hosts));
  const first = Math.max(
    0,
    priorities.findIndex(({ hosts }) => hosts > 0),
  );
  const shares = priorities.map(({ hosts }) => (total === 0 ? 0 : Math.floor((100 * hosts) / total)));
  shares[first] = (shares[first] ?? 0) + 100 - sum(shares);
  return shares.map((share) => load(share, 0, true));
}

function load(healthy: number, degraded: number, isInPanic = false): PriorityLoad {
  return { healthy, degraded, isInPanic };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
