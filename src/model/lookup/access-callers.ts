import type { Pod, PodSpec } from '../facets.js';
import type { AccessRow } from './access-failures.js';
import { isGatewayLog } from './access-noise.js';
import { joinCallers } from './line-times.js';

/** Who sent the requests of failed lines. */
export interface Callers {
  /** A workload (`namespace/name`) or, of nobody known, an address; the most frequent first. */
  named: readonly { name: string; count: number }[];
  /** Lines from further addresses. */
  others: number;
}

interface KnownPods {
  pods?: readonly Pod[];
  podSpecs?: readonly PodSpec[];
}

/**
 * Names the callers of failed requests. Lines of a sidecar about a destination elsewhere are of its own workload: their
 * remote address is the pod's own.
 */
export function callersOf(rows: readonly AccessRow[], known: KnownPods): Callers {
  const workloads = workloadsByAddress(known);
  const counts = new Map<string, number>();
  const count = (name: string, lines: number) => counts.set(name, (counts.get(name) ?? 0) + lines);
  let others = 0;
  for (const { log, group } of rows) {
    const own = log.pod && log.workload && `${log.pod.namespace}/${log.workload}`;
    if (own !== undefined && group.cluster?.startsWith('outbound') && !isGatewayLog(log)) {
      count(own, group.count);
      continue;
    }
    const { callers = [], otherCallers = 0 } = joinCallers([group]);
    for (const { address, count: lines } of callers) count(workloads.get(address) ?? address, lines);
    others += otherCallers;
  }
  const named = [...counts].map(([name, lines]) => ({ name, count: lines }));
  return { named: named.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)), others };
}

const ended = /^(?:Completed|Succeeded|Failed|Error|Evicted|ContainerStatusUnknown)/;

/** An address of several pods is that of a node, and of pods that have ended that of whoever has it now. */
function workloadsByAddress({ pods = [], podSpecs = [] }: KnownPods): ReadonlyMap<string, string> {
  const onNode = new Set(
    podSpecs.filter((pod) => pod.hostNetwork).map(({ namespace, name }) => `${namespace}/${name}`),
  );
  const found = new Map<string, string>();
  const shared = new Set<string>();
  for (const { namespace, name, workload, ip, status } of pods) {
    if (ip === undefined || ended.test(status)) continue;
    if (found.has(ip) || onNode.has(`${namespace}/${name}`)) shared.add(ip);
    found.set(ip, `${namespace}/${workload}`);
  }
  for (const address of shared) found.delete(address);
  return found;
}
