import type { Tag } from '../parsers/parser.js';

/** Containers whose name tells the component, wherever they run. */
const byContainer: ReadonlyMap<string, string> = new Map([
  ['istio-proxy', 'istio-proxy'],
  ['istio-init', 'istio-init'],
  ['istio-validation', 'istio-init'],
  ['discovery', 'control-plane'],
  ['galley', 'control-plane'],
  ['mixer', 'control-plane'],
  ['citadel', 'control-plane'],
  ['sidecar-injector-webhook', 'control-plane'],
  ['install-cni', 'istio-cni'],
  ['coredns', 'dns'],
  ['kubedns', 'dns'],
  ['dnsmasq', 'dns'],
]);

/** The operators of Istio, Maistra (Service Mesh 1 and 2) and Sail (Service Mesh 3). */
const operatorPod = /^(?:istio-operator|sail-operator|servicemesh-operator3?)-/;

/** The DaemonSet may have a prefix in its name (`resourceName` of the chart). */
const ztunnelPod = /(?:^|-)ztunnel-/;

/** Adds the component that a container log belongs to, where the layout names namespace, pod and container only. */
export function withLogComponent(tag: Tag): Tag {
  if (tag.kind !== 'container-log' || tag.component !== undefined) return tag;
  return { ...tag, component: componentOf(tag) };
}

function componentOf({ namespace, pod = '', container = '' }: Tag): string {
  // Its container has the name of a sidecar's.
  if (container === 'istio-proxy' && ztunnelPod.test(pod)) return 'ztunnel';
  // CoreDNS of OpenShift.
  if (namespace === 'openshift-dns' && container === 'dns') return 'dns';
  const known = byContainer.get(container);
  if (known !== undefined) return known;
  return operatorPod.test(pod) ? 'operator' : 'application';
}
