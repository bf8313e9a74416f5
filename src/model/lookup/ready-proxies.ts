import type { MeshFacts, PodSpec } from '../facets.js';
import { derivedOnce } from './derive.js';
import { hasProxy, isControlPlane } from './pods.js';

/** The pods of an ambient mesh's node proxy, whose container has the name of a sidecar's. */
export function isZtunnel(pod: PodSpec): boolean {
  return pod.labels.get('app') === 'ztunnel';
}

const withReadyProxy = derivedOnce((pods: readonly PodSpec[]) =>
  pods.filter(
    (pod) =>
      hasProxy(pod) &&
      !isZtunnel(pod) &&
      pod.deleted === undefined &&
      pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
  ),
);

/**
 * Pods whose Envoy has to be connected to the control plane: ready sidecars, gateways and waypoints. The sidecars of
 * Pilot, Mixer and their like (Istio 1.0 to 1.4) run on static configuration.
 */
export function readyProxies(pods: readonly PodSpec[], mesh: MeshFacts): readonly PodSpec[] {
  return withReadyProxy(pods).filter((pod) => !isControlPlane(pod, mesh));
}
