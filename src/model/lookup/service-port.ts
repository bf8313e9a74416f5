import type { PodSpec, ServiceSpec } from '../facets.js';
import { groupBy } from './derive.js';
import { servicesSelecting } from './services-selecting.js';
import { targetPortIn } from './target-port.js';

export interface ServicePortUse {
  service: ServiceSpec;
  /** Place among the ports of the service. */
  index: number;
  /** Where the pods take what clients send to the port. */
  target: number;
}

/**
 * For a port number that is meant to be one of these pods: the service in front of them that has it as its own port, where
 * it is no port of any of the pods, declared by a container or the target of a service.
 */
export function takenForPodPort(
  port: number,
  pods: readonly PodSpec[],
  serviceSpecs: readonly ServiceSpec[],
): ServicePortUse | undefined {
  const isDeclared = pods.some(({ containers }) =>
    containers.some(({ ports }) => ports.some((declared) => declared.port === port)),
  );
  if (isDeclared) return undefined;
  const uses = [...groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`).values()].flatMap(([pod]) =>
    servicesSelecting(serviceSpecs, pod).flatMap((service) =>
      service.ports.map((own, index) => ({ service, index, port: own.port, target: targetPortIn(pod, own) })),
    ),
  );
  if (uses.some(({ target }) => target === undefined || target === port)) return undefined;
  const use = uses.find((candidate) => candidate.port === port);
  return use?.target === undefined ? undefined : { service: use.service, index: use.index, target: use.target };
}
