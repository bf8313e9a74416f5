import type { Labels, PodSpec, Workload, WorkloadEntry, WorkloadGroup } from '../facets.js';
import { selectedPods, selectedWorkloads } from './selected.js';
import { matchesLabels } from './selector.js';

interface Workloads {
  podSpecs: readonly PodSpec[];
  workloads?: readonly Workload[];
  workloadEntries?: readonly WorkloadEntry[];
  workloadGroups?: readonly WorkloadGroup[];
}

/** What a selector without pods stands for: a workload that is scaled to zero, or nothing at all. */
export type Nothing = { scaledToZero: Workload } | { scaledToZero?: never };

/**
 * Says that a selector matches no proxy of a namespace; absent when it does. Workloads on virtual machines count, and so do
 * templates whose pods come and go (Job, CronJob) or are just not in the bundle.
 */
export function selectsNothing(selector: Labels, namespace: string, known: Workloads): Nothing | undefined {
  if (selectedPods(known.podSpecs, selector, namespace).length > 0) return undefined;
  const isSelected = (one: { namespace: string; spec: { labels: Labels } }) =>
    one.namespace === namespace && matchesLabels(selector, one.spec.labels);
  if (known.workloadEntries?.some(isSelected) || known.workloadGroups?.some(isSelected)) return undefined;
  const templates = selectedWorkloads(known.workloads ?? [], selector, namespace);
  const [template] = templates;
  if (template === undefined) return {};
  return templates.every(({ replicas }) => replicas === 0) ? { scaledToZero: template } : undefined;
}
