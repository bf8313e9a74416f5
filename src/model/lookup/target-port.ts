import type { PodSpec, ServicePort } from '../facets.js';

/** Containers whose ports a service may name: a named port of an init container that ends is none. */
function portsOf(pod: PodSpec) {
  return pod.containers.filter(({ kind }) => kind !== 'init').flatMap(({ ports }) => ports);
}

/** The number of a service's target port in one pod; absent when no container declares a port of that name. */
export function targetPortIn(pod: PodSpec, { port, protocol, targetPort = port }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return portsOf(pod).find((declared) => declared.name === targetPort && declared.protocol === protocol)?.port;
}

/** Ports of sidecar, agent and ztunnel in a pod, from 15000 (admin) to 15090 (metrics). */
export function isMeshPort(port: number): boolean {
  return port >= 15000 && port <= 15099;
}
