import type { Labels, Sidecar } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { matchesLabels } from './selector.js';

/**
 * The Sidecar in force for a workload: one that selects it, else the one of its namespace without a selector, else the one
 * of the root namespace without a selector. Of several the oldest, then the first by name.
 */
export function sidecarFor(
  workload: { namespace: string; labels: Labels },
  sidecars: readonly Sidecar[],
  rootNamespace: string,
): Sidecar | undefined {
  const own = ordered(sidecars).get(workload.namespace) ?? [];
  const isGeneral = ({ spec }: Sidecar) => spec.workloadSelector.size === 0;
  return (
    own.find((sidecar) => !isGeneral(sidecar) && matchesLabels(sidecar.spec.workloadSelector, workload.labels)) ??
    own.find(isGeneral) ??
    ordered(sidecars).get(rootNamespace)?.find(isGeneral)
  );
}

const ordered = derivedOnce((sidecars: readonly Sidecar[]) =>
  groupBy(
    [...sidecars].sort((a, b) => compare(a.created ?? '', b.created ?? '') || compare(a.name, b.name)),
    ({ namespace }) => namespace,
  ),
);

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether a workload with this Sidecar sees a host that is defined in a namespace. Without egress listeners, or without a
 * Sidecar, it sees all. `namespace` is the workload's own.
 */
export function isInEgressScope(
  sidecar: Sidecar | undefined,
  namespace: string,
  target: { host: string; namespace: string },
): boolean {
  const hosts = sidecar?.spec.egressHosts ?? [];
  return hosts.length === 0 || hosts.some((pattern) => covers(pattern, namespace, target));
}

/** `namespace/host`, with `.` for the own one, `*` for all, `~` for none; a host alone is of any namespace. */
function covers(pattern: string, own: string, target: { host: string; namespace: string }): boolean {
  const slash = pattern.indexOf('/');
  const scope = slash < 0 ? '*' : pattern.slice(0, slash);
  if (scope === '~' || (scope !== '*' && target.namespace !== (scope === '.' ? own : scope))) return false;
  return coversHost(pattern.slice(slash + 1), target.host);
}

/** A pattern with `*` at its start covers hosts, and patterns, that end in the rest of it. */
export function coversHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.startsWith('*')) return pattern === host;
  return host.length > pattern.length - 1 && host.endsWith(pattern.slice(1));
}

/** Whether some host is meant by both: equal, or one covers the other. */
export function hostsOverlap(a: string, b: string): boolean {
  return coversHost(a, b) || coversHost(b, a);
}
