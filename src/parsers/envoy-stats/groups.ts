import type { Reading } from '../support/metric-line.js';
import { kept, type Scope } from './kept.js';
import type { ScopedName } from './names.js';

/** What one cluster, listener or prefix counted. A counter of trouble that is missing is zero, or not kept by the proxy. */
export interface StatisticGroup {
  scope: Scope;
  name: string;
  values: ReadonlyMap<string, Reading>;
}

/** Bounds memory while a page is read: larger meshes have fewer clusters in one proxy. */
const mostNames = 20_000;
const mostKept = 500;

/** Collects by name. A page for Prometheus has the statistics of one cluster far apart. */
export function createGroups() {
  const groups = new Map<string, { scope: Scope; name: string; values: Map<string, Reading> }>();
  const scopes = new Set<Scope>();
  let dropped = 0;

  return {
    scopes,
    add({ scope, of, name }: ScopedName, value: number, line: number): void {
      scopes.add(scope);
      if (value === 0 && kept[scope].get(name) === 'trouble') return;
      const key = `${scope} ${of}`;
      const group = groups.get(key) ?? { scope, name: of, values: new Map() };
      if (group.values.size === 0) {
        if (groups.size >= mostNames) {
          dropped++;
          return;
        }
        groups.set(key, group);
      }
      const before = group.values.get(name);
      group.values.set(
        name,
        before === undefined ? { value, line } : { value: before.value + value, line: before.line },
      );
    },
    /** Those with trouble, the most troubled first. */
    troubled(): { groups: StatisticGroup[]; leftOut: number } {
      const found = [...groups.values()].filter(isTroubled);
      if (found.length > mostKept) found.sort((a, b) => amount(b) - amount(a));
      return { groups: found.slice(0, mostKept), leftOut: Math.max(0, found.length - mostKept) + dropped };
    },
  };
}

/** What has no service of its own: that anything went there tells something. */
const ofNoService = /^(?:BlackHole|Passthrough|InboundPassthrough)Cluster/;

function isTroubled(group: StatisticGroup): boolean {
  if (ofNoService.test(group.name) && (group.values.get('upstream_cx_total')?.value ?? 0) > 0) return true;
  const healthy = group.values.get('membership_healthy');
  const total = group.values.get('membership_total');
  if (healthy !== undefined && total !== undefined && healthy.value < total.value) return true;
  return amount(group) > 0;
}

function amount({ scope, values }: StatisticGroup): number {
  let sum = 0;
  for (const [name, { value }] of values) if (kept[scope].get(name) === 'trouble') sum += value;
  return sum;
}
