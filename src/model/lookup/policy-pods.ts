import type { Labels, PodSpec } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { isFinished } from './pods.js';
import { selectedPods } from './selected.js';

/**
 * Pods that an object of Istio selects: by plain equality of labels, all pods where the selector is empty; in its own
 * namespace, in all where it stands in the root namespace (pass `rootNamespace` for kinds of which that is true).
 */
export function podsOfPolicy(
  podSpecs: readonly PodSpec[],
  { namespace, selector }: { namespace: string; selector: Labels },
  rootNamespace?: string,
): readonly PodSpec[] {
  const within = namespace === rootNamespace ? undefined : namespace;
  if (selector.size > 0) return selectedPods(podSpecs, selector, within);
  const pods = within === undefined ? podSpecs : (byNamespace(podSpecs).get(within) ?? []);
  return pods.filter((pod) => !isFinished(pod));
}

const byNamespace = derivedOnce((pods: readonly PodSpec[]) => groupBy(pods, ({ namespace }) => namespace));
