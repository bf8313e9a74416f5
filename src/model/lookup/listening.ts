import { isLoopback, parseIp } from '../../core/ip.js';
import type { PodRef, PodSockets, PodSpec, ProxyConfig, ServicePort, ServiceSpec } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { applicationContainers } from './pods.js';
import { matchesLabels } from './selector.js';
import { isMeshPort, targetPortIn } from './target-port.js';

export type ListeningSocket = PodSockets['listening'][number];

/** A TCP port of a service, with the number that it has in one of the service's pods. */
export interface ServiceTarget {
  service: ServiceSpec;
  port: ServicePort;
  target: number;
}

const servicesByNamespace = derivedOnce((services: readonly ServiceSpec[]) =>
  groupBy(services, ({ namespace }) => namespace),
);

/** TCP ports of all services that select the pod. A name that no container declares has no number, and no endpoint. */
export function targetsIn(pod: PodSpec, services: readonly ServiceSpec[]): readonly ServiceTarget[] {
  const candidates = servicesByNamespace(services).get(pod.namespace) ?? [];
  return candidates
    .filter(({ selector }) => selector !== undefined && selector.size > 0 && matchesLabels(selector, pod.labels))
    .flatMap((service) =>
      service.ports.flatMap((port) => {
        const target = port.protocol === 'TCP' ? targetPortIn(pod, port) : undefined;
        return target === undefined || isMeshPort(target) ? [] : [{ service, port, target }];
      }),
    );
}

/** TCP sockets of the application: neither on a port of the mesh nor of one of its processes. */
export function applicationSockets({ listening }: PodSockets): readonly ListeningSocket[] {
  return listening.filter(
    ({ protocol, port, program }) =>
      protocol === 'tcp' && !isMeshPort(port) && !/^(envoy|pilot-agent|ztunnel)$/.test(program ?? ''),
  );
}

/** Some list goes beyond the sockets of the mesh, so that what it lacks is not there. */
export function showsApplications(podSockets: readonly PodSockets[]): true | string {
  return (
    podSockets.some((sockets) => applicationSockets(sockets).length > 0) ||
    'no list of sockets shows more than those of the sidecar'
  );
}

/** All containers of the application run, so that what does not listen now is not about to. */
export function applicationRuns(pod: PodSpec): boolean {
  const containers = applicationContainers(pod);
  return (
    containers.length > 0 &&
    containers.every(({ state, ready }) => state?.state === 'running' || (state === undefined && ready === true))
  );
}

export function isReady(pod: PodSpec): boolean {
  return pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

export function onLoopback({ address }: ListeningSocket): boolean {
  const ip = parseIp(address);
  return ip !== undefined && isLoopback(ip);
}

/** The socket accepts connections to every address of the pod. */
export function onAnyAddress({ address }: ListeningSocket): boolean {
  return address === '0.0.0.0' || address === '::';
}

/**
 * Where the pod's Envoy sends what comes in for a port: `host:port` of the inbound cluster, none when it keeps the
 * original destination. Absent: there is no dump of this pod, or no such cluster.
 */
export function inboundHosts(
  proxyConfigs: readonly ProxyConfig[] | undefined,
  pod: PodRef,
  { port, target }: ServiceTarget,
): readonly string[] | undefined {
  const dump = proxyConfigs?.find((config) => config.pod.namespace === pod.namespace && config.pod.name === pod.name);
  const clusters = dump?.clusters.flatMap(({ items }) => items).filter(({ direction }) => direction === 'inbound');
  // The port in the name is the container's since Istio 1.9, the service's before.
  const found = clusters?.filter((cluster) => cluster.port === target || cluster.port === port.port);
  return found === undefined || found.length === 0 ? undefined : found.flatMap(({ hosts }) => hosts);
}
