import type { AuthorizationPolicy, Labels, RequestAuthentication } from '../facets.js';
import { matchesLabels } from './selector.js';

interface Attached {
  namespace: string;
  spec: { selector: Labels; targets?: AuthorizationPolicy['spec']['targets'] };
}

/** Policies that select a pod by its labels: those of its namespace and of the root namespace, without targetRefs. */
export function policiesOfPod<P extends Attached = AuthorizationPolicy | RequestAuthentication>(
  policies: readonly P[],
  pod: { namespace: string; labels: Labels },
  rootNamespace: string,
): readonly P[] {
  return policies.filter(
    ({ namespace, spec }) =>
      (namespace === pod.namespace || namespace === rootNamespace) &&
      (spec.targets ?? []).length === 0 &&
      matchesLabels(spec.selector, pod.labels),
  );
}
