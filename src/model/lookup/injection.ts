import type { Labels, Namespace, PodSpec, Webhook } from '../facets.js';
import { matchesSelector } from './selector.js';

/** Namespaces that the injector leaves alone, whatever their labels. */
const ignoredNamespaces = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

const injectLabel = 'sidecar.istio.io/inject';

/** The label that turns injection on in a namespace: `istio-injection` wins over `istio.io/rev`. */
export function injectionLabel(labels: Labels): string | undefined {
  const injection = labels.get('istio-injection');
  if (injection !== undefined) return injection === 'enabled' ? 'istio-injection=enabled' : undefined;
  const revision = labels.get('istio.io/rev');
  return revision === undefined ? undefined : `istio.io/rev=${revision}`;
}

/**
 * The label, on the pod or its namespace, that asks for a sidecar; absent when the injector would not add one: the pod
 * opts out, shares the network of its node, is ambient, or is not created through the API server.
 */
export function asksForSidecar(pod: PodSpec, namespace: Namespace): string | undefined {
  if (ignoredNamespaces.includes(pod.namespace) || pod.hostNetwork || isAmbient(pod, namespace)) return undefined;
  if (pod.owner?.kind === 'Node' || pod.annotations.has('kubernetes.io/config.mirror')) return undefined;
  const own = pod.labels.get(injectLabel) ?? pod.annotations.get(injectLabel);
  // As the injector reads it: anything but these words is a no.
  if (own !== undefined && !['', 'true', 'yes', 'y', 'on'].includes(own.toLowerCase())) return undefined;
  if (namespace.labels.get('istio-injection') === 'disabled') return undefined;
  return (
    injectionLabel(namespace.labels) ?? (pod.labels.get(injectLabel) === 'true' ? `${injectLabel}=true` : undefined)
  );
}

function isAmbient(pod: PodSpec, namespace: Namespace): boolean {
  const mode = 'istio.io/dataplane-mode';
  return (pod.labels.get(mode) ?? namespace.labels.get(mode)) === 'ambient';
}

/** Whether the API server calls one of Istio's injection webhooks for this pod. */
export function isSelectedForInjection(pod: PodSpec, namespace: Namespace, webhooks: readonly Webhook[]): boolean {
  const labels = new Map([['kubernetes.io/metadata.name', namespace.name], ...namespace.labels]);
  return webhooks.some(
    ({ type, name, namespaceSelector, objectSelector }) =>
      type === 'mutating' &&
      name.endsWith('sidecar-injector.istio.io') &&
      matchesSelector(namespaceSelector, labels) &&
      matchesSelector(objectSelector, pod.labels),
  );
}
