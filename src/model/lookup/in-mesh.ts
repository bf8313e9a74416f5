import type { Labels, Namespace, PodSpec, Workload } from '../facets.js';
import { derivedOnce } from './derive.js';
import { proxyContainer } from './pods.js';

const injectName = 'sidecar.istio.io/inject';

const byName = derivedOnce(
  (namespaces: readonly Namespace[]) => new Map(namespaces.map((namespace) => [namespace.name, namespace])),
);

export function namespaceNamed(namespaces: readonly Namespace[] | undefined, name: string): Namespace | undefined {
  return namespaces && byName(namespaces).get(name);
}

/**
 * Whether a pod has or will get a sidecar: the proxy's container is there; else the label, else the annotation
 * `sidecar.istio.io/inject` decides; else the labels of its namespace do.
 */
export function isPodInMesh(pod: PodSpec, namespaces: readonly Namespace[] | undefined): boolean {
  if (pod.containers.some(({ name }) => name === proxyContainer)) return true;
  return asksForProxy(pod.labels, pod.annotations, namespaceNamed(namespaces, pod.namespace));
}

/** The same for the pods that a workload makes; only containers of its template count, as in istioctl. */
export function isWorkloadInMesh(workload: Workload, namespaces: readonly Namespace[] | undefined): boolean {
  const { containers = [], podLabels, podAnnotations, namespace } = workload;
  if (containers.some(({ name, kind }) => kind === 'app' && name === proxyContainer)) return true;
  return asksForProxy(podLabels, podAnnotations, namespaceNamed(namespaces, namespace));
}

function asksForProxy(labels: Labels, annotations: Labels, namespace: Namespace | undefined): boolean {
  const own = labels.get(injectName) ?? annotations.get(injectName);
  if (own !== undefined) return own.toLowerCase() === 'true';
  return namespace !== undefined && isInjectedNamespace(namespace);
}

/** `istio-injection` wins over `istio.io/rev` (Istio 1.6 and later). */
export function isInjectedNamespace({ labels }: Namespace): boolean {
  const injection = labels.get('istio-injection');
  return injection === undefined ? Boolean(labels.get('istio.io/rev')) : injection === 'enabled';
}

/** The ztunnel of its node carries the pod's traffic. */
export function isAmbientPod(pod: PodSpec): boolean {
  return pod.annotations.get('ambient.istio.io/redirection') === 'enabled';
}

export function isAmbientNamespace({ labels }: Namespace): boolean {
  return (
    labels.get('istio.io/dataplane-mode') === 'ambient' &&
    labels.get('istio-injection') !== 'enabled' &&
    !labels.get('istio.io/rev')
  );
}

/** Belongs to Istio itself, as istioctl sees it: any label `istio`, or `release=istio`. */
export function isIstioResource(labels: Labels): boolean {
  return labels.has('istio') || labels.get('release') === 'istio';
}
