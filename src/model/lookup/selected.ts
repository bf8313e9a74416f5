import type { Labels, PodSpec, Workload } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { isFinished } from './pods.js';
import { matchesLabels } from './selector.js';

/**
 * Pods that carry all labels of the selector, in one namespace or in all; finished pods are left out, as Kubernetes and
 * Istio do. An empty selector gives none: whether it means everything or nothing differs per kind, so callers decide.
 */
export function selectedPods(pods: readonly PodSpec[], selector: Labels, namespace?: string): readonly PodSpec[] {
  return select(podIndex(pods), selector, namespace).filter((pod) => !isFinished(pod));
}

/** Pods behind a service, ready or not. */
export function podsOfService(
  pods: readonly PodSpec[],
  service: { namespace: string; selector?: Labels },
): readonly PodSpec[] {
  return service.selector === undefined ? [] : selectedPods(pods, service.selector, service.namespace);
}

/** Workloads whose pod template carries all labels of the selector, whatever their number of replicas. */
export function selectedWorkloads(
  workloads: readonly Workload[],
  selector: Labels,
  namespace?: string,
): readonly Workload[] {
  return select(workloadIndex(workloads), selector, namespace);
}

/** Where no pod of a workload is in the bundle: its own status says that there are some. */
export function hasUncapturedPods({ readyReplicas = 0 }: Workload): boolean {
  return readyReplicas > 0;
}

/** By namespace: elements with their labels, by `key=value` of each label. */
type LabelIndex<T> = ReadonlyMap<string, ReadonlyMap<string, readonly Labelled<T>[]>>;

interface Labelled<T> {
  item: T;
  labels: Labels;
}

const podIndex = derivedOnce((pods: readonly PodSpec[]) => indexByLabel(pods, (pod) => pod.labels));
const workloadIndex = derivedOnce((all: readonly Workload[]) => indexByLabel(all, (workload) => workload.podLabels));

function indexByLabel<T extends { namespace: string }>(
  items: readonly T[],
  labelsOf: (item: T) => Labels,
): LabelIndex<T> {
  const namespaces = groupBy(items, (item) => item.namespace);
  return new Map([...namespaces].map(([namespace, members]) => [namespace, byLabel(members, labelsOf)]));
}

function byLabel<T>(items: readonly T[], labelsOf: (item: T) => Labels): ReadonlyMap<string, readonly Labelled<T>[]> {
  const carriers = new Map<string, Labelled<T>[]>();
  for (const item of items) {
    const labelled = { item, labels: labelsOf(item) };
    for (const [key, value] of labelled.labels) {
      const known = carriers.get(`${key}=${value}`);
      if (known === undefined) carriers.set(`${key}=${value}`, [labelled]);
      else known.push(labelled);
    }
  }
  return carriers;
}

function select<T>(index: LabelIndex<T>, selector: Labels, namespace: string | undefined): readonly T[] {
  if (selector.size === 0) return [];
  if (namespace === undefined) return [...index.keys()].flatMap((name) => select(index, selector, name));
  return rarest(index.get(namespace), selector)
    .filter(({ labels }) => matchesLabels(selector, labels))
    .map(({ item }) => item);
}

/** The shortest list of carriers among the selector's pairs, so that a label all pods share costs nothing. */
function rarest<T>(
  carriers: ReadonlyMap<string, readonly Labelled<T>[]> | undefined,
  selector: Labels,
): readonly Labelled<T>[] {
  let shortest: readonly Labelled<T>[] | undefined;
  for (const [key, value] of selector) {
    const candidates = carriers?.get(`${key}=${value}`) ?? [];
    if (shortest === undefined || candidates.length < shortest.length) shortest = candidates;
  }
  return shortest ?? [];
}
