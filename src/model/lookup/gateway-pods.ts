import type { IstioGateway, PodSpec, Service } from '../facets.js';
import { groupBy } from './derive.js';
import { selectedPods } from './selected.js';
import { servicesSelecting } from './services-selecting.js';

/** Pods that take an Istio Gateway's configuration: those of any namespace that have all labels of its selector. */
export function gatewayPods(gateway: IstioGateway, podSpecs: readonly PodSpec[]): readonly PodSpec[] {
  return selectedPods(podSpecs, gateway.spec.selector);
}

/** One pod of each workload among the pods, each with the services that select it. */
export function servicesOfPods<S extends Service>(
  pods: readonly PodSpec[],
  services: readonly S[],
): readonly { pod: PodSpec; services: readonly S[] }[] {
  const workloads = groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`);
  return [...workloads.values()].map(([pod]) => ({ pod, services: servicesSelecting(services, pod) }));
}

/**
 * `namespace/name` of the Gateway that a VirtualService names: by both, by `./name` or the name alone in its own
 * namespace, or in the form of Istio 1.0 that is still read, `name.namespace` with or without `.svc.cluster.local`.
 */
export function gatewayNamed(name: string, namespace: string): string {
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const [first = '', second] = name.split('.', 2);
  return second === undefined ? `${namespace}/${first}` : `${second}/${first}`;
}
