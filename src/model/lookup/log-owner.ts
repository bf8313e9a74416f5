import type { Subject } from '../../core/subject.js';
import type { ContainerLog } from '../facets.js';

/** What a problem of one log is about: whose log it is, or the file where nothing tells. */
export function ownerSubject({ pod, workload, component, source }: ContainerLog): Subject {
  if (workload === undefined) return { kind: 'Bundle', name: source.path };
  const ofControlPlane = component === 'control-plane' || component === 'operator';
  return {
    kind: ofControlPlane ? 'ControlPlane' : 'Workload',
    ...(pod !== undefined && { namespace: pod.namespace }),
    name: workload,
  };
}

/** Whose log it is, for messages and their commands. */
export function ownerArgs({ pod, workload, source }: ContainerLog): Record<string, string> {
  if (workload === undefined) return { owner: `an unknown workload (${source.path})` };
  if (pod === undefined) return { owner: workload, workload };
  return { owner: `${pod.namespace}/${workload}`, namespace: pod.namespace, workload };
}
